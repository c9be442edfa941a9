/** Light or dark: as the system says, unless the viewer chose. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
export type ThemeChoice = Theme | "system";
const KEPT = "hejie.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function remembered(): ThemeChoice {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    // Storage is closed.
  }
  return "system";
}

let choice: ThemeChoice = remembered();

function theme(): Theme {
  if (choice !== "system") return choice;
  return dark.matches ? "dark" : "light";
}

function apply(): void {
  document.documentElement.dataset.theme = theme();
  for (const tell of listeners) tell();
}

dark.addEventListener("change", apply);
apply();

/** Choose; `system` goes back to what the system says. */
export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === "system") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, next);
  } catch {
    // As above.
  }
  apply();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The theme that is drawn now. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}
