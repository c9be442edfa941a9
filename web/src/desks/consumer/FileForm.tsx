/** Filing what was talked about: nothing need be written again, only whether the platform should take it up. */
import type { FormEvent } from "react";
import { type FormProps, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, Check, Refusal, RestoredNote, TextArea, toast } from "../../ui";
import { consumerWords } from "./words";

export function FileForm({ view, onDone }: FormProps) {
  const t = useWords(consumerWords);
  const draft = useDraft(`${view.id}/file`, { text: "", escalate: true });
  const commands = useCommand(view);
  const words = view.possible.find((one) => one.command === "file")?.words ?? t("file");

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (commands.pending) return;
    try {
      await commands.give({
        type: "file",
        escalate_if_refused: draft.value.escalate,
        text: draft.value.text.trim(),
      });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("filed"));
    onDone();
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t("f_after")}</p>
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <TextArea
        label={t("f_text")}
        hint={t("f_text_hint")}
        optional
        value={draft.value.text}
        onChange={(event) => draft.set((now) => ({ ...now, text: event.target.value }))}
      />
      <Check
        label={t("f_escalate")}
        checked={draft.value.escalate}
        onChange={(escalate) => draft.set((now) => ({ ...now, escalate }))}
      />
      <Refusal error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {words}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("dismiss")}
        </Button>
      </div>
    </form>
  );
}
