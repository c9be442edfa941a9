/** Money: whole minor units and an ISO 4217 currency, shown and read as people write it. */
import { type Language, language } from "./language";

const kept = new Map<string, Intl.NumberFormat>();

function format(currency: string, to: Language): Intl.NumberFormat {
  const key = `${to}/${currency}`;
  let made = kept.get(key);
  if (!made) {
    made = new Intl.NumberFormat(to, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    kept.set(key, made);
  }
  return made;
}

/** Digits after the point: 2 for CNY, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return format(currency, "en").resolvedOptions().maximumFractionDigits ?? 2;
}

/** `¥128.00`. Exact: the amount is never a binary fraction. */
export function money(amountMinor: number, currency: string, to: Language = language()): string {
  return format(currency, to).format(`${decimal(amountMinor, currency)}` as unknown as number);
}

/** `128.00`: an amount as it is typed into a field. */
export function decimal(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency);
  const size = String(Math.abs(amountMinor)).padStart(digits + 1, "0");
  const sign = amountMinor < 0 ? "-" : "";
  return digits === 0 ? sign + size : `${sign}${size.slice(0, -digits)}.${size.slice(-digits)}`;
}

/** What somebody typed, as minor units; null where it is no amount of this currency. */
export function parseMoney(typed: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = typed
    .trim()
    // Digits, point and comma as Chinese keyboards type them, wide.
    .replace(/[\uff10-\uff19\uff0e\uff0c]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a5\uffe5$\u20ac\u00a3\s]/g, "")
    .replace(/,(?=\d{3}(\D|$))/g, "");
  const written = /^(\d{1,12})(?:[.\u3002](\d+))?$/.exec(plain);
  if (!written) return null;
  const fraction = (written[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  const amount = Number((written[1] ?? "") + fraction.padEnd(digits, "0"));
  return Number.isSafeInteger(amount) ? amount : null;
}
