/** Single keys as shortcuts; they rest while somebody types, or while a dialog is open. */
import { useEffect, useEffectEvent } from "react";

const TYPING = "input, textarea, select, [contenteditable='true']";
/** A radio button takes the arrow keys and the space bar alone. */
const TYPES_NOTHING = "input[type='radio'], input[type='checkbox'], input[type='button']";
const OVER_THE_PAGE = "dialog[open], .ant-drawer-open";

export type Keys = Readonly<Record<string, () => void>>;

/** Keys by what the keyboard gives: `j`, `?`, `Enter`. Chords are left to the browser. */
export function useKeys(keys: Keys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (at instanceof Element && at.matches(TYPING) && !at.matches(TYPES_NOTHING)) return;
    if (document.querySelector(OVER_THE_PAGE)) return;
    event.preventDefault();
    act();
  });

  useEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
