/** Files on their way into a case: sent one after the other, each with its progress, its error and another try. */
import { useEffect, useRef, useState } from "react";
import { type CaseView, upload, wordsOf } from "../api";
import { useWords } from "../i18n";
import { toast } from "../ui";
import { useCommand } from "./use-case";
import { caseWords } from "./words";

export type Sending = {
  id: number;
  file: File;
  item: string;
  caption: string;
  state: "waiting" | "uploading" | "submitting" | "failed";
  /** From 0 to 1. */
  part: number;
  error: string | null;
};

export type Uploads = {
  sending: readonly Sending[];
  add: (files: readonly File[], item: string, caption: string) => void;
  retry: (id: number) => void;
  cancel: (id: number) => void;
};

let made = 0;

/** Uploads of one case, as long as the component is on the page. */
export function useUploads(view: CaseView): Uploads {
  const t = useWords(caseWords);
  const { give } = useCommand(view);
  const [sending, setSending] = useState<readonly Sending[]>([]);
  /** The last of those in line. */
  const line = useRef<Promise<void>>(Promise.resolve());
  const stoppers = useRef(new Map<number, AbortController>());

  function change(id: number, to: Partial<Sending> | null): void {
    setSending((now) => now.flatMap((one) => (one.id === id ? (to ? [{ ...one, ...to }] : []) : [one])));
  }

  async function send({ id, file, item, caption }: Sending, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    try {
      change(id, { state: "uploading" });
      const kept = await upload(file, file.name, { onProgress: (part) => change(id, { part }), signal });
      change(id, { state: "submitting", part: 1 });
      await give({ type: "submit_evidence", item, sha256: kept.sha256, caption });
      change(id, null);
      toast(t("submitted"));
    } catch (error) {
      if (!signal.aborted) change(id, { state: "failed", error: wordsOf(error) });
    } finally {
      stoppers.current.delete(id);
    }
  }

  function queue(one: Sending): void {
    const stopper = new AbortController();
    stoppers.current.set(one.id, stopper);
    line.current = line.current.then(() => send(one, stopper.signal));
  }

  // Leaving the page would lose what is under way: the browser asks.
  const any = sending.some((one) => one.state !== "failed");
  useEffect(() => {
    if (!any) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [any]);

  return {
    sending,
    add: (files, item, caption) => {
      const fresh = files.map((file): Sending => {
        made += 1;
        return { id: made, file, item, caption, state: "waiting", part: 0, error: null };
      });
      setSending((now) => [...now, ...fresh]);
      fresh.forEach(queue);
    },
    retry: (id) => {
      const one = sending.find((sent) => sent.id === id);
      if (!one) return;
      change(id, { state: "waiting", part: 0, error: null });
      queue(one);
    },
    cancel: (id) => {
      stoppers.current.get(id)?.abort();
      change(id, null);
    },
  };
}
