/** Whether the server can be reached: what the browser says, and whether the last requests came through. */
import { useSyncExternalStore } from "react";

let failing = false;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Say how the last request went. */
export function reached(through: boolean): void {
  if (failing === !through) return;
  failing = !through;
  tell();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener("online", tell);
    window.addEventListener("offline", tell);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}

/** False while nothing comes through. */
export function isOnline(): boolean {
  return navigator.onLine && !failing;
}

/** As `isOnline`, drawn again when it changes. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, isOnline);
}
