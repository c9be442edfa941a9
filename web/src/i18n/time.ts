/** Time as people say it, and one clock that all of the screen shares.
 *
 * Deadlines are those of the server, so its time counts: its answers tell how far this device is off.
 */
import { useSyncExternalStore } from "react";
import { type Language, language, useLanguage } from "./language";
import { dictionary, translate } from "./words";

const timeWords = dictionary(
  {
    left: "还剩 {span}",
    ago: "{span}前",
    now: "刚刚",
    over: "已到期",
    days: "{n} 天",
    days_hours: "{n} 天 {h} 小时",
    hours: "{n} 小时",
    minutes: "{n} 分钟",
    seconds: "{n} 秒",
  },
  {
    left: "{span} left",
    ago: "{span} ago",
    now: "just now",
    over: "time is up",
    days: "{n} {n|day|days}",
    days_hours: "{n} {n|day|days} {h} h",
    hours: "{n} {n|hour|hours}",
    minutes: "{n} {n|minute|minutes}",
    seconds: "{n} {n|second|seconds}",
  },
);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SLOW = 30 * SECOND;
const BELIEVABLE_SKEW = 3 * SECOND; // answers travel, and may have whole seconds

let skew = 0;

/** Take the server's time from an answer: the instant at which it was given. */
export function learnServerTime(at: string | null): void {
  const told = at ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(told)) return;
  const off = told - Date.now();
  skew = Math.abs(off) > BELIEVABLE_SKEW ? off : 0;
}

/** Now, by the server's clock, in milliseconds. */
export function serverNow(): number {
  return Date.now() + skew;
}

class Ticker {
  private readonly listeners = new Set<() => void>();
  private timer: number | undefined;
  now = Math.floor(Date.now() / SECOND) * SECOND;

  constructor(private readonly every: number) {}

  readonly subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    this.timer ??= window.setInterval(this.tick, this.every);
    return () => {
      this.listeners.delete(tell);
      if (this.listeners.size === 0) {
        window.clearInterval(this.timer);
        this.timer = undefined;
      }
    };
  };

  readonly read = (): number => {
    // The first reader after a rest must not see the time of long ago.
    if (this.timer === undefined) this.now = Math.floor(serverNow() / SECOND) * SECOND;
    return this.now;
  };

  private readonly tick = (): void => {
    this.now = Math.floor(serverNow() / SECOND) * SECOND;
    for (const tell of this.listeners) tell();
  };
}

const slow = new Ticker(SLOW);
const fast = new Ticker(SECOND);

/** Now, in milliseconds: each half minute, each second once `near` is within an hour. */
export function useNow(near?: string | null): number {
  const close = near ? Math.abs(Date.parse(near) - serverNow()) < HOUR : false;
  const ticker = close ? fast : slow;
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}

/** A length of time in words, rounded down: never more than there is. */
export function span(milliseconds: number, to: Language = language()): string {
  const t = translate(timeWords, to);
  const size = Math.max(0, Math.abs(milliseconds));
  if (size >= 14 * DAY) return t("days", { n: Math.floor(size / DAY) });
  if (size >= 3 * DAY) {
    const h = Math.floor((size % DAY) / HOUR);
    const n = Math.floor(size / DAY);
    return h ? t("days_hours", { n, h }) : t("days", { n });
  }
  if (size >= HOUR) return t("hours", { n: Math.floor(size / HOUR) });
  if (size >= MINUTE) return t("minutes", { n: Math.floor(size / MINUTE) });
  return t("seconds", { n: Math.floor(size / SECOND) });
}

/** `还剩 31 小时`, `3 小时前`, `刚刚`; `deadline`: what is past is over, not ago. */
export function relative(at: string, now: number, deadline: boolean, to: Language = language()): string {
  const t = translate(timeWords, to);
  const off = Date.parse(at) - now;
  // What has just happened lies a moment ahead of a clock that ticks by the second or is a little slow.
  if (off > 0 && (deadline || off >= MINUTE)) return t("left", { span: span(off, to) });
  if (deadline) return t("over");
  return -off < MINUTE ? t("now") : t("ago", { span: span(off, to) });
}

/** The exact instant in the viewer's zone, with the zone's name. */
export function exact(at: string, to: Language = language()): string {
  return new Intl.DateTimeFormat(to, { dateStyle: "long", timeStyle: "long" }).format(new Date(at));
}

/** `11月23日 14:05`, with the year where it is not this one. */
export function moment(at: string, to: Language = language()): string {
  const when = new Date(at);
  const sameYear = when.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(to, {
    ...(sameYear ? {} : { year: "numeric" }),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(when);
}

/** `2026年11月23日` */
export function day(at: string, to: Language = language()): string {
  return new Intl.DateTimeFormat(to, { dateStyle: "medium" }).format(new Date(at));
}

/** Formats bound to the viewer's language. */
export function useTime() {
  const to = useLanguage();
  return {
    exact: (at: string) => exact(at, to),
    moment: (at: string) => moment(at, to),
    day: (at: string) => day(at, to),
    span: (milliseconds: number) => span(milliseconds, to),
  };
}
