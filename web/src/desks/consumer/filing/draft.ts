/** A complaint while it is written: kept on this device until the server has all of it. */
import type { ChecklistView, KindView, OrderView, UploadView } from "../../../api";

/** Its drafts are kept under this and the order's reference. */
export const FILING = "file/";

/** A file that the server has, and what it is to show. */
export type Shown = {
  item: string;
  sha256: string;
  name: string;
  caption: string;
  thumbnail: string | null;
  /** What was noticed about it, in words. */
  notes: string[];
  /** The idempotency key under which it goes into the case. */
  key: string;
  /** It is in the case. */
  sent: boolean;
};

export const STEPS = ["goods", "kind", "story", "evidence", "want", "review"] as const;
export type Step = (typeof STEPS)[number];

export type Wanted = { remedy: string | null; amount_minor: number | null };

/** The parts of an order that are needed here: it can be filed about without reading it again. */
export type Bought = Pick<OrderView, "venue" | "ref" | "currency" | "lines" | "cases">;

export type Filing = {
  order: Bought | null;
  lines: string[];
  kind: string | null;
  text: string;
  shown: Shown[];
  wanted: Record<string, Wanted>;
  escalate: boolean;
  /** Where one was last. */
  step: Step | null;
  /** The idempotency key of the case. */
  key: string;
  /** The case, once there is one; what is left then is to put the evidence into it. */
  made: string | null;
};

/** 128 random bits in hexadecimal. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

export function emptyFiling(): Filing {
  return {
    order: null,
    lines: [],
    kind: null,
    text: "",
    shown: [],
    wanted: {},
    escalate: true,
    step: null,
    key: freshKey(),
    made: null,
  };
}

/** What is kept of an order. */
export function boughtOf(order: OrderView): Bought {
  return {
    venue: order.venue,
    ref: order.ref,
    currency: order.currency,
    lines: order.lines,
    cases: order.cases,
  };
}

/** A file that was taken in, as it stands in the draft. */
export function shownOf(kept: UploadView, item: string, caption: string): Shown {
  return {
    item,
    sha256: kept.sha256,
    name: kept.name,
    caption,
    thumbnail: kept.thumbnail_url,
    notes: kept.notes,
    key: freshKey(),
    sent: false,
  };
}

/** The lines that were chosen, as they were bought. */
export function chosenLines(filing: Filing): Bought["lines"] {
  return (filing.order?.lines ?? []).filter((line) => filing.lines.includes(line.ref));
}

/** At most this can be asked for a line: what was paid for it. */
export function paidMinor(line: Bought["lines"][number]): number {
  return line.price_minor + line.freight_minor;
}

/** What one's own side has to show under a kind. */
export function ownList(kind: KindView): ChecklistView | undefined {
  return kind.checklists.find((list) => list.side.code === "complainant");
}

/** The files that belong to the list of this kind; those of a kind chosen earlier are left out. */
export function shownUnder(filing: Filing, kind: KindView): Shown[] {
  const items = ownList(kind)?.items ?? [];
  return filing.shown.filter((one) => items.some((item) => item.code === one.item));
}

/** Which items the list still asks for: each required one, and all of "any of these" while none is there. */
export function missingOf(list: ChecklistView, has: (item: string) => boolean): string[] {
  const lacking = list.items.filter((item) => item.need !== "platform" && !has(item.code));
  const anyOf = list.items.filter((item) => item.need === "any_of");
  const oneThere = anyOf.some((item) => has(item.code));
  return lacking
    .filter((item) => item.need === "required" || (item.need === "any_of" && !oneThere))
    .map((item) => item.code);
}

/** What is wrong with the demand for a line; null: nothing. */
export function wrongDemand(
  line: Bought["lines"][number],
  kind: KindView,
  wanted: Wanted | undefined,
): "remedy" | "amount" | null {
  const remedy = kind.remedies.find((one) => one.code === wanted?.remedy);
  if (!remedy) return "remedy";
  if (remedy.amount !== "claimed") return null;
  const amount = wanted?.amount_minor ?? 0;
  return amount >= 1 && amount <= paidMinor(line) ? null : "amount";
}

/** The first step that still lacks something. */
export function reachable(filing: Filing, kind: KindView | undefined): Step {
  const lines = chosenLines(filing);
  if (lines.length === 0) return "goods";
  if (!kind) return "kind";
  if (!filing.text.trim()) return "story";
  if (lines.some((line) => wrongDemand(line, kind, filing.wanted[line.ref]) !== null)) return "want";
  return "review";
}
