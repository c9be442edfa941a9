/** The dialog behind a button: a short confirmation with an optional text, or a form of the desk. */
import { type ComponentType, type FormEvent, useState } from "react";
import type { CaseView, Command } from "../api";
import { useDraft } from "../drafts";
import { useWords } from "../i18n";
import { Button, Dialog, Refusal, RestoredNote, TextArea, toast } from "../ui";
import { ACTIONS, type PlacedAction, type SimpleName } from "./actions";
import { useCommand } from "./use-case";
import { caseWords } from "./words";

export type FormProps = {
  view: CaseView;
  /** The obligation it is about, where there is one. */
  obligation?: string | undefined;
  onDone: () => void;
};
/** A form of a desk. It gives its command with `useCommand(view)` and calls `onDone`. */
export type FormComponent = ComponentType<FormProps>;

function commandOf(name: SimpleName, text: string, obligation: string): Command {
  switch (name) {
    case "take":
    case "accept_claims":
    case "finish_evidence":
    case "ask_for_a_person":
    case "reinstate":
    case "resume":
      return { type: name };
    case "file":
    case "refuse":
    case "contest":
    case "request_intervention":
    case "supply_information":
      return { type: name, text };
    case "contest_performance":
      return { type: name, obligation, text };
    case "record_performance":
    case "accept_performance":
    case "waive_performance":
    case "request_enforcement":
    case "resume_complaint":
      return { type: name, obligation };
  }
}

function SimpleForm({ view, action, obligation, onClose }: Omit<Props, "form">) {
  const t = useWords(caseWords);
  const commands = useCommand(view);
  const name = action.command as SimpleName;
  const row = ACTIONS[name];
  const text = "text" in row ? row.text : "none";
  const draft = useDraft(`${view.id}/${name}${obligation ? `/${obligation}` : ""}`, "");
  const [tried, setTried] = useState(false);
  const missing = text === "required" && !draft.value.trim();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (missing || commands.pending) return;
    try {
      await commands.give(commandOf(name, draft.value.trim(), obligation ?? ""));
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("done"));
    onClose();
  }

  return (
    <form className="stack" onSubmit={submit}>
      <p>{t(`confirm_${name}`)}</p>
      {text !== "none" && (
        <>
          <RestoredNote restored={draft.restored} clear={draft.clear} />
          <TextArea
            label={t("text_label")}
            optional={text === "optional"}
            value={draft.value}
            error={tried && missing ? t("text_missing") : null}
            onChange={(event) => draft.set(event.target.value)}
          />
        </>
      )}
      <Refusal error={commands.error} />
      <div className="actions">
        <Button
          type="submit"
          tone={row.tone === "quiet" ? "danger" : "primary"}
          busy={commands.pending !== null}
        >
          {action.words}
        </Button>
        <Button tone="quiet" onClick={onClose}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}

type Props = {
  view: CaseView;
  action: PlacedAction;
  form?: FormComponent | undefined;
  obligation?: string | undefined;
  onClose: () => void;
};

/** Open as long as it is drawn. */
export function ActionDialog({ view, action, form: Form, obligation, onClose }: Props) {
  return (
    <Dialog title={action.words} onClose={onClose}>
      {Form ? (
        <Form view={view} obligation={obligation} onDone={onClose} />
      ) : (
        <SimpleForm view={view} action={action} obligation={obligation} onClose={onClose} />
      )}
    </Dialog>
  );
}
