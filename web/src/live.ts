/** Keeps an open case up to date: the server says when it changed; where it cannot, we ask every 20 seconds.
 *
 * The stream rests while the page is hidden, because a browser has few connections for one host.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { caseKey } from "./case/keys";

const POLL_MS = 20_000;
const TRY_AGAIN_MS = 60_000;
/** The names that changes come under; `message` is that of an event without a name. */
const EVENTS = ["message", "change", "changed"];

/** Read the case again whenever it changes, as long as the component is on the page. */
export function useLive(caseId: string): void {
  const queries = useQueryClient();

  useEffect(() => {
    let source: EventSource | null = null;
    let poll: number | undefined;
    let retry: number | undefined;
    const readAgain = () => void queries.invalidateQueries({ queryKey: caseKey(caseId) });

    const stop = () => {
      source?.close();
      source = null;
      window.clearInterval(poll);
      window.clearTimeout(retry);
      poll = undefined;
    };

    const listen = () => {
      source = new EventSource(`/api/v1/cases/${encodeURIComponent(caseId)}/changes`);
      for (const name of EVENTS) source.addEventListener(name, readAgain);
      source.onopen = () => {
        window.clearInterval(poll);
        poll = undefined;
      };
      source.onerror = () => {
        poll ??= window.setInterval(readAgain, POLL_MS);
        // CLOSED: the browser gave up (a 4xx, a 5xx). Otherwise it comes back by itself.
        if (source?.readyState === EventSource.CLOSED) {
          window.clearTimeout(retry);
          retry = window.setTimeout(listen, TRY_AGAIN_MS);
        }
      };
    };

    const onVisibility = () => {
      stop();
      if (document.hidden) return;
      readAgain();
      listen();
    };

    if (!document.hidden) listen();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      stop();
    };
  }, [caseId, queries]);
}
