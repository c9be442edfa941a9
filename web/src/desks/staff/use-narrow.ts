/** Whether the screen is too narrow for a table. */
import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 860px)");

function subscribe(tell: () => void): () => void {
  narrow.addEventListener("change", tell);
  return () => narrow.removeEventListener("change", tell);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
