/** The language of the screens: chosen by the viewer, kept in this browser, Chinese where nothing was chosen. */
import { useSyncExternalStore } from "react";

export type Language = "zh-CN" | "en";
const KEPT = "hejie.language";

function remembered(): Language {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === "zh-CN" || kept === "en") return kept;
  } catch {
    // Storage is closed: the choice lasts as long as the page.
  }
  return "zh-CN";
}

let chosen: Language = remembered();
const listeners = new Set<() => void>();
document.documentElement.lang = chosen;

/** The language now, for code outside of components. */
export function language(): Language {
  return chosen;
}

/** Change the language of everything. */
export function setLanguage(next: Language): void {
  if (next === chosen) return;
  chosen = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // As above.
  }
  for (const tell of listeners) tell();
}

/** Be told when the language changes; returns how to stop. */
export function onLanguage(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The language now; the component is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, language);
}
