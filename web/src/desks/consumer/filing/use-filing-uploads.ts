/** Files on their way to the server while a complaint is written; once there, they stand in the draft. */
import { useEffect, useRef, useState } from "react";
import { upload, wordsOf } from "../../../api";
import { type Shown, shownOf } from "./draft";
import { isAnswer } from "./send";

export type OnTheWay = {
  id: number;
  file: File;
  item: string;
  /** From 0 to 1. */
  part: number;
  error: string | null;
  /** Whether another try could do: not where the file itself was refused. */
  again: boolean;
};

export type FilingUploads = {
  list: readonly OnTheWay[];
  /** Whether any is still under way. */
  busy: boolean;
  add: (files: readonly File[], item: string) => void;
  retry: (id: number) => void;
  drop: (id: number) => void;
};

let made = 0;

/** `taken` is told of each file that the server has. */
export function useFilingUploads(taken: (shown: Shown) => void): FilingUploads {
  const [list, setList] = useState<readonly OnTheWay[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
  const stoppers = useRef(new Map<number, AbortController>());
  const busy = list.some((one) => one.error === null);

  function change(id: number, to: Partial<OnTheWay> | null): void {
    setList((now) => now.flatMap((one) => (one.id === id ? (to ? [{ ...one, ...to }] : []) : [one])));
  }

  async function send({ id, file, item }: OnTheWay, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      const kept = await upload(file, file.name, { onProgress: (part) => change(id, { part }), signal });
      taken(shownOf(kept, item, ""));
      change(id, null);
    } catch (error) {
      if (!signal.aborted) change(id, { error: wordsOf(error), again: !isAnswer(error) });
    } finally {
      stoppers.current.delete(id);
    }
  }

  function queue(one: OnTheWay): void {
    const stopper = new AbortController();
    stoppers.current.set(one.id, stopper);
    line.current = line.current.then(() => send(one, stopper.signal));
  }

  useEffect(() => {
    const running = stoppers.current;
    return () => {
      for (const stopper of running.values()) stopper.abort();
    };
  }, []);

  // Leaving the page would lose what is under way: the browser asks.
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [busy]);

  return {
    list,
    busy,
    add: (files, item) => {
      const fresh = files.map((file): OnTheWay => {
        made += 1;
        return { id: made, file, item, part: 0, error: null, again: true };
      });
      setList((now) => [...now, ...fresh]);
      fresh.forEach(queue);
    },
    retry: (id) => {
      const one = list.find((sent) => sent.id === id);
      if (!one) return;
      change(id, { part: 0, error: null });
      queue(one);
    },
    drop: (id) => {
      stoppers.current.get(id)?.abort();
      change(id, null);
    },
  };
}
