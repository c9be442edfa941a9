/** Brings a written complaint to the server: first the case, then its evidence, each once however often it is
 * tried. The keys are those of the draft, so that a repetition from another tab or after a crash is the same. */
import { api, type CommandResult, got, type KindView, type NewCase, Problem } from "../../../api";
import { chosenLines, type Filing, type Shown, shownUnder } from "./draft";

/** The server had this piece of evidence already. */
const THERE = "item_already_shown";

function openingOf(filing: Filing, kind: KindView, venue: string): NewCase {
  const demands = chosenLines(filing).map((line) => {
    const wanted = filing.wanted[line.ref];
    const remedy = kind.remedies.find((one) => one.code === wanted?.remedy);
    const demand = { line: line.ref, remedy: wanted?.remedy ?? "" };
    return remedy?.amount === "claimed" ? { ...demand, amount_minor: wanted?.amount_minor ?? null } : demand;
  });
  const about = { order: filing.order?.ref ?? "", kind: kind.code, demands, text: filing.text.trim() };
  return kind.talk_first
    ? { venue, command: { type: "open_talk", ...about } }
    : { venue, command: { type: "file", ...about, escalate_if_refused: filing.escalate } };
}

/** Begin the case. Raises what `wordsOf` words. */
export function open(filing: Filing, kind: KindView, venue: string): Promise<CommandResult> {
  return got(
    api.POST("/api/v1/cases", {
      params: { header: { "Idempotency-Key": filing.key } },
      body: openingOf(filing, kind, venue),
    }),
  );
}

/** Whether the server has said no: then the key is used up, and another try is another request. */
export function isAnswer(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
}

/** The case was made from here before, with other words: from another tab, say. */
export function wasSentBefore(error: unknown): boolean {
  return error instanceof Problem && error.code === "key_reused";
}

async function show(caseId: string, shown: Shown): Promise<void> {
  try {
    await got(
      api.POST("/api/v1/cases/{id}/commands", {
        params: { path: { id: caseId }, header: { "Idempotency-Key": shown.key } },
        body: {
          type: "submit_evidence",
          item: shown.item,
          sha256: shown.sha256,
          caption: shown.caption.trim(),
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof Problem && error.code === THERE)) throw error;
  }
}

/** Put what is not there yet into the case, one after the other; `done` is told of each. Raises at the first
 * that does not go through. */
export async function showAll(
  caseId: string,
  filing: Filing,
  kind: KindView,
  done: (key: string) => void,
): Promise<void> {
  for (const shown of shownUnder(filing, kind)) {
    if (shown.sent) continue;
    await show(caseId, shown);
    done(shown.key);
  }
}
