/** What the file chooser of a browser offers; whether a file is accepted is said by the server, by its content. */
export const ACCEPTED = "image/jpeg,image/png,image/webp,text/plain,.txt";

/** From the camera. Asked for JPEG, phones convert what they keep in other forms. */
export const PHOTO = "image/jpeg";
