/** After a form was not complete: the first thing that is wrong gets the focus, and is scrolled into sight. */
export function toFirstError(form: HTMLFormElement): void {
  // Once what is wrong has been drawn.
  requestAnimationFrame(() => {
    const wrong = form.querySelector<HTMLElement>(
      "[aria-invalid='true'], fieldset:has(.error) input, fieldset:has(.error) button",
    );
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
  });
}
