/** What lets a case rest: asking a side for something, and a suspension that both sides want. */
import { type FormEvent, useState } from "react";
import { type FormProps, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { sentence, useWords } from "../../i18n";
import { Button, Field, RestoredNote, TextArea, toast } from "../../ui";
import { CompactChoice } from "../staff/CompactChoice";
import { toFirstError } from "../staff/first-error";
import { MovedOn, NotGiven } from "../staff/MovedOn";
import { officerWords } from "./words";

const MOST_DAYS = 30;

export function InformationForm({ view, onDone }: FormProps) {
  const t = useWords(officerWords);
  const draft = useDraft<{ side: string; text: string }>(`${view.id}/request_information`, {
    side: "",
    text: "",
  });
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const { side, text } = draft.value;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!side || !text.trim()) toFirstError(event.currentTarget);
    if (!side || !text.trim() || commands.pending) return;
    try {
      await commands.give({ type: "request_information", side, text: text.trim() });
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
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <CompactChoice
        legend={t("ask_whom")}
        options={view.parties.map((party) => ({
          code: party.side.code,
          label: sentence(`${party.side.words} ${party.name}`),
        }))}
        value={side || null}
        error={tried && !side ? t("ask_missing") : null}
        onChange={(next) => draft.set((form) => ({ ...form, side: next }))}
      />
      <TextArea
        label={t("ask_text")}
        hint={t("ask_hint")}
        value={text}
        error={tried && !text.trim() ? t("text_missing") : null}
        onChange={(event) => draft.set((form) => ({ ...form, text: event.target.value }))}
      />
      <p>{t("ask_after")}</p>
      <NotGiven view={view} error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {t("ask_button")}
        </Button>
      </div>
    </form>
  );
}

export function SuspendForm({ view, onDone }: FormProps) {
  const t = useWords(officerWords);
  const draft = useDraft<{ days: string; text: string }>(`${view.id}/suspend`, { days: "7", text: "" });
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const { days, text } = draft.value;
  const wrong = !/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > MOST_DAYS;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (wrong || !text.trim()) toFirstError(event.currentTarget);
    if (wrong || !text.trim() || commands.pending) return;
    try {
      await commands.give({ type: "suspend", days: Number(days), text: text.trim() });
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
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <Field
        label={t("days")}
        hint={t("days_hint")}
        inputMode="numeric"
        value={days}
        error={tried && wrong ? t("days_wrong") : null}
        onChange={(event) => draft.set((form) => ({ ...form, days: event.target.value.trim() }))}
      />
      <TextArea
        label={t("suspend_text")}
        value={text}
        error={tried && !text.trim() ? t("text_missing") : null}
        onChange={(event) => draft.set((form) => ({ ...form, text: event.target.value }))}
      />
      <p>{t("suspend_after")}</p>
      <NotGiven view={view} error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {t("suspend_button")}
        </Button>
      </div>
    </form>
  );
}
