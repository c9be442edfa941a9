/** Brings one request to the server, however often that takes.
 *
 * A read, or a write that carries an idempotency key, is sent again when no answer came (the same request,
 * the same key), and when the server says 503 and when to come back. A 401 asks the person to sign in, over
 * the page, and then goes on. What the server decided is never asked twice.
 */
import { language, learnServerTime } from "../i18n";
import { reached } from "./online";
import { SignedOut, Unreachable } from "./problem";

export const CSRF = "X-Hejie-Csrf";
/** The instant by the clock of the house; `Date` is that of the machine, and a demonstration has another. */
export const NOW = "X-Hejie-Now";
export const SESSION = "/api/v1/session";
const PAUSES_MS = [400, 1_200, 3_000];
const LONGEST_WAIT_S = 20;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

let csrf = "";
let askToSignIn: (() => Promise<boolean>) | null = null;
let asking: Promise<boolean> | null = null;

/** Keep the token that writes must carry; it lives in memory alone. */
export function keepCsrf(token: string): void {
  csrf = token;
}

/** Say who asks the person to sign in again; resolves to whether they did. */
export function onSignInNeeded(ask: (() => Promise<boolean>) | null): void {
  askToSignIn = ask;
}

/** One dialog, however many requests wait for it. */
function signedInAgain(): Promise<boolean> {
  if (!askToSignIn) return Promise.resolve(false);
  asking ??= askToSignIn().finally(() => {
    asking = null;
  });
  return asking;
}

async function freshCsrf(): Promise<boolean> {
  const response = await fetch(SESSION, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (!response.ok) return false;
  const session: unknown = await response.json().catch(() => null);
  const token = (session as { csrf?: unknown } | null)?.csrf;
  if (typeof token !== "string") return false;
  keepCsrf(token);
  return true;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      window.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = window.setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** The headers that every request carries, as they are now. */
export function standingHeaders(isWrite: boolean): Record<string, string> {
  return { "Accept-Language": language(), ...(isWrite && csrf ? { [CSRF]: csrf } : {}) };
}

/** What to do after an answer: have it, or send again after some milliseconds. */
export async function afterAnswer(
  status: number,
  retryAfter: string | null,
  code: string,
  tries: number,
  again: { signIn: boolean; csrf: boolean },
): Promise<number | null> {
  if (status === 401 && again.signIn) {
    if (!(await signedInAgain())) throw new SignedOut();
    return 0;
  }
  if (status === 403 && again.csrf && code.includes("csrf")) return (await freshCsrf()) ? 0 : null;
  if (status === 503 && tries < PAUSES_MS.length) {
    const asked = Number(retryAfter);
    const wait = Number.isFinite(asked) && asked > 0 ? asked * 1_000 : PAUSES_MS[tries];
    if (wait !== undefined && wait <= LONGEST_WAIT_S * 1_000) return wait;
  }
  return null;
}

/** How long to wait before another try when no answer came; null: give up. */
export function pauseAfterSilence(tries: number): number | null {
  return PAUSES_MS[tries] ?? null;
}

async function codeOf(response: Response): Promise<string> {
  if (response.status !== 403) return "";
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const code = (body as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** A `fetch` for the API client. Raises: Unreachable, SignedOut. */
export async function deliver(request: Request): Promise<Response> {
  const isWrite = !READS.has(request.method);
  const isSession = new URL(request.url).pathname.startsWith(SESSION);
  const repeatable = !isWrite || request.headers.has("Idempotency-Key");
  const again = { signIn: !isSession, csrf: isWrite };
  for (let tries = 0; ; tries += 1) {
    const attempt = request.clone();
    for (const [name, value] of Object.entries(standingHeaders(isWrite))) attempt.headers.set(name, value);
    let response: Response;
    try {
      response = await fetch(attempt);
    } catch (error) {
      if (request.signal.aborted) throw error;
      reached(false);
      const pause = repeatable ? pauseAfterSilence(tries) : null;
      if (pause === null) throw new Unreachable();
      await sleep(pause, request.signal);
      continue;
    }
    reached(true);
    learnServerTime(response.headers.get(NOW));
    const code = await codeOf(response);
    const wait = await afterAnswer(response.status, response.headers.get("Retry-After"), code, tries, again);
    if (wait === null) return response;
    if (response.status === 403) again.csrf = false;
    if (wait > 0) await sleep(wait, request.signal);
  }
}
