/** Files on their way to the server, with progress. `fetch` cannot tell how far an upload is, so this is XHR. */
import { learnServerTime } from "../i18n";
import { afterAnswer, NOW, pauseAfterSilence, standingHeaders } from "./deliver";
import { reached } from "./online";
import { problemOf, Unreachable } from "./problem";
import type { UploadView } from "./views";

export type UploadOptions = {
  /** From 0 to 1. */
  onProgress?: (part: number) => void;
  signal?: AbortSignal;
};

type Sent = { status: number; headers: Headers; body: unknown };

function sendOnce(file: Blob, address: string, options: UploadOptions): Promise<Sent | null> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    for (const [name, value] of Object.entries(standingHeaders(true))) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      const headers = new Headers();
      for (const name of [NOW, "Retry-After", "X-Request-Id"]) {
        const value = request.getResponseHeader(name);
        if (value) headers.set(name, value);
      }
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Not ours: `problemOf` says so.
      }
      resolve({ status: request.status, headers, body });
    };
    request.onerror = () => resolve(null);
    request.onabort = () => reject(new DOMException("Aborted", "AbortError"));
    options.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}

/** Hand in a file. The same bytes are kept once, so sending again is safe. Raises: Problem, Unreachable. */
export async function upload(file: Blob, name: string, options: UploadOptions = {}): Promise<UploadView> {
  const address = `/api/v1/uploads?name=${encodeURIComponent(name)}`;
  const again = { signIn: true, csrf: true };
  for (let tries = 0; ; tries += 1) {
    options.signal?.throwIfAborted();
    const sent = await sendOnce(file, address, options);
    if (!sent) {
      reached(false);
      const pause = pauseAfterSilence(tries);
      if (pause === null) throw new Unreachable();
      await sleep(pause);
      continue;
    }
    reached(true);
    learnServerTime(sent.headers.get(NOW));
    if (sent.status >= 200 && sent.status < 300) return sent.body as UploadView;
    const code = String((sent.body as { code?: unknown } | null)?.code ?? "");
    const wait = await afterAnswer(sent.status, sent.headers.get("Retry-After"), code, tries, again);
    if (wait === null)
      throw problemOf(new Response(null, { status: sent.status, headers: sent.headers }), sent.body);
    if (sent.status === 403) again.csrf = false;
    await sleep(wait);
  }
}

/** The address of a picture or file; the server gives some relative to the API. */
export function blobAddress(given: string): string {
  return /^(https?:)?\//.test(given) ? given : `/api/v1/${given}`;
}
