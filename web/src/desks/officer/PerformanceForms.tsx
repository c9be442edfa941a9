/** What is owed and disputed: whether it was done, and how it is enforced. In a dialog, beside what is owed. */
import { type FormEvent, useState } from "react";
import type { CaseView } from "../../api";
import { type FormProps, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { sentence, useWords } from "../../i18n";
import { Button, Choice, Money, RestoredNote, TextArea, toast } from "../../ui";
import { toFirstError } from "../staff/first-error";
import { MovedOn, NotGiven } from "../staff/MovedOn";
import { PAYMENT } from "./findings";
import { officerWords } from "./words";

function Owed({ view, obligation }: { view: CaseView; obligation: string }) {
  const t = useWords(officerWords);
  const owed = view.obligations.find((one) => one.id === obligation);
  if (!owed) return null;
  return (
    <p>
      <strong>
        {sentence(t("who_owes", { who: owed.by.words, act: owed.act.words }))}{" "}
        {owed.amount_minor !== null && <Money minor={owed.amount_minor} currency={view.currency} />}
      </strong>{" "}
      <span className="hint">{owed.status.words}</span>
    </p>
  );
}

type Performed = "yes" | "no";

export function PerformanceDecisionForm({ view, obligation = "", onDone }: FormProps) {
  const t = useWords(officerWords);
  const draft = useDraft<{ performed: Performed | null; text: string }>(
    `${view.id}/decide_performance/${obligation}`,
    { performed: null, text: "" },
  );
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const { performed, text } = draft.value;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!performed || !text.trim()) toFirstError(event.currentTarget);
    if (!performed || !text.trim() || commands.pending) return;
    try {
      await commands.give({
        type: "decide_performance",
        obligation,
        performed: performed === "yes",
        text: text.trim(),
      });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("given"));
    onDone();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <MovedOn view={view} />
      <Owed view={view} obligation={obligation} />
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <Choice<Performed>
        legend={t("performed")}
        options={[
          { code: "yes", label: t("performed_yes"), hint: t("performed_yes_hint") },
          { code: "no", label: t("performed_no"), hint: t("performed_no_hint") },
        ]}
        value={performed}
        error={tried && !performed ? t("outcome_missing") : null}
        onChange={(next) => draft.set((form) => ({ ...form, performed: next }))}
      />
      <TextArea
        label={t("decide_text")}
        hint={t("reasons_hint")}
        value={text}
        error={tried && !text.trim() ? t("reasons_missing") : null}
        onChange={(event) => draft.set((form) => ({ ...form, text: event.target.value }))}
      />
      <NotGiven view={view} error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {t("decide_button")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}

type How = "deposit" | "transfer";

export function EnforceForm({ view, obligation = "", onDone }: FormProps) {
  const t = useWords(officerWords);
  const commands = useCommand(view);
  const [how, setHow] = useState<How | null>(null);
  const [tried, setTried] = useState(false);
  const pays = view.obligations.find((one) => one.id === obligation)?.act.code === PAYMENT;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!how) toFirstError(event.currentTarget);
    if (!how || commands.pending) return;
    try {
      await commands.give({ type: "enforce", obligation, from_deposit: how === "deposit" });
    } catch {
      return; // shown below
    }
    toast(t("given"));
    onDone();
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      <MovedOn view={view} />
      <Owed view={view} obligation={obligation} />
      <Choice<How>
        legend={t("enforce_how")}
        options={[
          {
            code: "deposit",
            label: t("deposit"),
            hint: pays ? t("deposit_hint") : t("deposit_not"),
            disabled: !pays,
          },
          { code: "transfer", label: t("transfer"), hint: t("transfer_hint") },
        ]}
        value={how}
        error={tried && !how ? t("enforce_pick") : null}
        onChange={setHow}
      />
      <NotGiven view={view} error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="danger" busy={commands.pending !== null}>
          {t("enforce_button")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}
