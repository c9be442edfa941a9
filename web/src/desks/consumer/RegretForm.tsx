/** Taking a withdrawal back, with the time that is left for it. */
import type { FormEvent } from "react";
import { caseWords, type FormProps, useCommand } from "../../case";
import { useWords } from "../../i18n";
import { Button, Refusal, toast, When } from "../../ui";
import { consumerWords } from "./words";

export function RegretForm({ view, onDone }: FormProps) {
  const t = useWords(consumerWords);
  const told = useWords(caseWords);
  const commands = useCommand(view);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (commands.pending) return;
    try {
      await commands.give({ type: "reinstate" });
    } catch {
      return; // shown below
    }
    toast(told("done"));
    onDone();
  }

  return (
    <form className="stack" onSubmit={submit}>
      <p>{told("confirm_reinstate")}</p>
      {view.next_step.due_at && (
        <p>
          <strong>{t("regret_left")}</strong> <When at={view.next_step.due_at} as="both" deadline />
        </p>
      )}
      <Refusal error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {t("regret")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("dismiss")}
        </Button>
      </div>
    </form>
  );
}
