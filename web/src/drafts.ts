/** What somebody has typed and not sent yet: it outlives a reload and a lost connection.
 *
 * Kept in this browser under account, case and form; removed when it was sent and when its owner signs out.
 * No draft is larger than 64 kB, and no more than 40 are kept: the oldest give way.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { currentAccount } from "./session-state";

const PREFIX = "hejie.draft.";
const MOST_CHARACTERS = 64_000;
const MOST_DRAFTS = 40;
const PAUSE_MS = 300;

type Kept = { at: number; value: unknown };

function nameOf(form: string): string {
  return `${PREFIX}${currentAccount()}.${form}`;
}

function draftsOf(prefix: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
}

function readDraft(name: string): unknown {
  try {
    const kept = localStorage.getItem(name);
    return kept ? (JSON.parse(kept) as Kept).value : undefined;
  } catch {
    return undefined;
  }
}

function makeRoom(): void {
  const aged = draftsOf(PREFIX).map((name) => {
    const kept = JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Kept>;
    return { name, at: kept.at ?? 0 };
  });
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, Math.max(0, aged.length - MOST_DRAFTS))) localStorage.removeItem(name);
}

function writeDraft(name: string, value: unknown): void {
  try {
    const written = JSON.stringify({ at: Date.now(), value } satisfies Kept);
    if (written.length > MOST_CHARACTERS) return;
    localStorage.setItem(name, written);
    makeRoom();
  } catch {
    // Storage is full or closed: the draft lasts as long as the page.
  }
}

export type Unsent<Value> = { form: string; at: number; value: Value; forget: () => void };

/** The drafts of this account whose form begins so, the latest first. */
export function unsent<Value>(forms: string): Unsent<Value>[] {
  const own = nameOf("");
  try {
    return draftsOf(own + forms)
      .flatMap((name): Unsent<Value>[] => {
        const kept = JSON.parse(localStorage.getItem(name) ?? "null") as Kept | null;
        if (!kept) return [];
        const forget = () => localStorage.removeItem(name);
        return [{ form: name.slice(own.length), at: kept.at, value: kept.value as Value, forget }];
      })
      .sort((a, b) => b.at - a.at);
  } catch {
    return []; // storage is closed, so nothing is kept
  }
}

/** Forget every draft of an account. */
export function forgetDrafts(account: string): void {
  try {
    for (const name of draftsOf(`${PREFIX}${account}.`)) localStorage.removeItem(name);
  } catch {
    // Storage is closed, so nothing is kept.
  }
}

export type Draft<Value> = {
  value: Value;
  set: (next: Value | ((now: Value) => Value)) => void;
  /** It was sent: forget it, and begin anew. */
  clear: () => void;
  /** Whether this was found from an earlier visit; worth telling the person. */
  restored: boolean;
};

/** State of a form that is kept. `form` names case and form: `case-1/say`. The value must be plain JSON.
 *
 * Another `form` is another draft: give the component that uses it a `key` of the same name.
 */
export function useDraft<Value>(form: string, initial: Value): Draft<Value> {
  const name = nameOf(form);
  const [found] = useState(() => readDraft(name) as Value | undefined);
  const [value, setValue] = useState<Value>(found ?? initial);
  const [restored, setRestored] = useState(found !== undefined);
  const first = useRef(initial);
  /** What was set last, whether or not it has been drawn. */
  const latest = useRef(value);
  const waiting = useRef<{ timer: number; write: () => void } | null>(null);

  const flush = useCallback(() => {
    const now = waiting.current;
    if (!now) return;
    window.clearTimeout(now.timer);
    waiting.current = null;
    now.write();
  }, []);

  useEffect(() => {
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      flush();
    };
  }, [flush]);

  const set = useCallback<Draft<Value>["set"]>(
    (next) => {
      const then = typeof next === "function" ? (next as (now: Value) => Value)(latest.current) : next;
      latest.current = then;
      setValue(then);
      if (waiting.current) window.clearTimeout(waiting.current.timer);
      waiting.current = { timer: window.setTimeout(flush, PAUSE_MS), write: () => writeDraft(name, then) };
    },
    [name, flush],
  );

  const clear = useCallback(() => {
    if (waiting.current) window.clearTimeout(waiting.current.timer);
    waiting.current = null;
    try {
      localStorage.removeItem(name);
    } catch {
      // As in `writeDraft`.
    }
    latest.current = first.current;
    setValue(first.current);
    setRestored(false);
  }, [name]);

  return { value, set, clear, restored };
}

/** Whether another tab has changed this draft, or sent it or thrown it away, since this one shows it. */
export function useDraftElsewhere(form: string): "same" | "changed" | "gone" {
  const name = nameOf(form);
  const [found, setFound] = useState<"same" | "changed" | "gone">("same");
  useEffect(() => {
    // Fires in the other tabs alone.
    const onStorage = (event: StorageEvent) => {
      if (event.key === name) setFound(event.newValue === null ? "gone" : "changed");
    };
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  }, [name]);
  return found;
}
