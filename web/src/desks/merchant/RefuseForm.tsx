/** Refusing, with what a refusal comes to. */
import { type FormEvent, useState } from "react";
import { type FormProps, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, RestoredNote, TextArea, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { MovedOn } from "../staff/MovedOn";
import { merchantWords } from "./words";

export function RefuseForm({ view, onDone }: FormProps) {
  const t = useWords(merchantWords);
  const draft = useDraft(`${view.id}/refuse`, "");
  const commands = useCommand(view);
  const [asking, setAsking] = useState(false);

  async function give() {
    try {
      await commands.give({ type: "refuse", text: draft.value.trim() });
    } catch {
      return; // shown in the dialog
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setAsking(true);
      }}
    >
      <MovedOn view={view} />
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <TextArea
        label={t("refuse_text")}
        optional
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
      />
      <div className="actions">
        <Button type="submit">{t("refuse_button")}</Button>
      </div>
      {asking && (
        <Confirm
          view={view}
          title={t("refuse_confirm")}
          yes={t("refuse_button")}
          tone="danger"
          busy={commands.pending !== null}
          error={commands.error}
          onYes={give}
          onClose={() => {
            setAsking(false);
            commands.reset();
          }}
        >
          <p>{t(view.filed_at ? "refuse_means" : "refuse_means_talk")}</p>
        </Confirm>
      )}
    </form>
  );
}
