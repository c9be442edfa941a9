/** What goes wrong, as values with words for people. */
import { dictionary, translate } from "../i18n";

const problemWords = dictionary(
  {
    unreachable: "暂时连不上服务器。您填写的内容已保存在本机,请检查网络后重试。",
    unreadable: "服务器的回应无法识别,请稍后重试。",
    signed_out: "您已退出登录,请重新登录后再试。",
    unexpected: "页面出了点问题,请重试;如反复出现,请联系平台客服。",
  },
  {
    unreachable:
      "The server cannot be reached. What you wrote is kept on this device; check the network and try again.",
    unreadable: "The server's answer could not be read. Please try again in a while.",
    signed_out: "You are signed out. Sign in and try again.",
    unexpected:
      "Something went wrong on this page. Try again; if it keeps happening, ask the platform's support.",
  },
);

export type FieldProblem = { field: string; message: string };

/** A "no" of the server. `detail` is for people, in their language; `code` is permanent. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string,
    readonly errors: readonly FieldProblem[] = [],
    /** Seconds to wait before another try, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail || title || code);
  }

  /** What is wrong with a field, e.g. `lines[1].qty`. */
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

/** No answer came, after several tries. Whether the server did it is unknown: repeat with the same key. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** The session ended and the person did not sign in again. */
export class SignedOut extends Error {
  override readonly name = "SignedOut";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The problem that an answer tells. */
export function problemOf(response: Response, body: unknown): Problem {
  const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const errors = Array.isArray(told.errors) ? (told.errors as FieldProblem[]) : [];
  const wait = Number(response.headers.get("Retry-After"));
  return new Problem(
    response.status,
    text(told.code) || `http_${response.status}`,
    text(told.title),
    text(told.detail) || translate(problemWords)("unreadable"),
    text(told.request_id) || response.headers.get("X-Request-Id") || "",
    errors,
    Number.isFinite(wait) && wait > 0 ? wait : null,
  );
}

/** Anything thrown, in words for people; never a raw code or a stack. */
export function wordsOf(error: unknown): string {
  const t = translate(problemWords);
  if (error instanceof Problem) return error.detail;
  if (error instanceof Unreachable) return t("unreachable");
  if (error instanceof SignedOut) return t("signed_out");
  return t("unexpected");
}
