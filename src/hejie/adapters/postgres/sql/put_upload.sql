-- Keep an upload; the same bytes of the same owner stay as they were.
INSERT INTO upload (
    bucket, owner, sha256, name, media_type, size, original_key, shown_key, shown_media_type, uploaded_at, thumbnail_key,
    width, height, notes, bound
)
VALUES (
    :bucket, :owner, :sha256, :name, :media_type, :size, :original_key, :shown_key, :shown_media_type, :uploaded_at,
    :thumbnail_key, :width, :height, :notes, :bound
)
ON CONFLICT (bucket, owner, sha256) DO NOTHING
RETURNING bucket
