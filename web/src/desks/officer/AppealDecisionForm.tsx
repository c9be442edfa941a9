/** Deciding an appeal: the ruling stands, or each claim gets a new finding. */
import { type FormEvent, useState } from "react";
import { type FormProps, possible, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, Choice, RestoredNote, TextArea, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { toFirstError } from "../staff/first-error";
import { MovedOn } from "../staff/MovedOn";
import { RulePicker } from "./Citations";
import { DecisionPreview } from "./DecisionPreview";
import { type FindingDraft, findingsOf, proposed, wrongWith } from "./findings";
import { FindingsEditor } from "./FindingsEditor";
import { officerWords } from "./words";

type Answer = "confirm" | "change";
type Form = { answer: Answer | null; findings: FindingDraft[]; rules: string[]; text: string };
const EMPTY: Form = { answer: null, findings: [], rules: [], text: "" };

export function AppealDecisionForm({ view, onDone }: FormProps) {
  const t = useWords(officerWords);
  const draft = useDraft<Form>(`${view.id}/decide_appeal`, EMPTY);
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const { answer, rules, text } = draft.value;
  const may = possible(view, "decide_appeal");
  const old = view.ruling ? findingsOf(view, view.ruling) : [];
  const findings = old.map((one) => draft.value.findings.find((kept) => kept.claim === one.claim) ?? one);
  const changes = answer === "change";
  const complete =
    answer !== null &&
    rules.length > 0 &&
    text.trim() !== "" &&
    (!changes || findings.every((finding) => !wrongWith(view, finding)));

  function change(part: Partial<Form>) {
    draft.set((form) => ({ ...form, ...part }));
  }

  async function give() {
    try {
      await commands.give({
        type: "decide_appeal",
        rules,
        text: text.trim(),
        findings: changes ? findings.map(proposed) : [],
      });
    } catch {
      return; // shown in the dialog
    }
    draft.clear();
    toast(t("given"));
    onDone();
  }

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        setTried(true);
        if (!complete) toFirstError(event.currentTarget);
        else if (may?.allowed) setAsking(true);
      }}
    >
      <MovedOn view={view} />
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <Choice<Answer>
        legend={t("appeal_answer")}
        options={[
          { code: "confirm", label: t("confirm_ruling"), hint: t("confirm_ruling_hint") },
          { code: "change", label: t("change_ruling"), hint: t("change_ruling_hint") },
        ]}
        value={answer}
        error={tried && !answer ? t("outcome_missing") : null}
        onChange={(next) => change({ answer: next })}
      />
      {changes && (
        <FindingsEditor
          view={view}
          findings={findings}
          tried={tried}
          onChange={(next) =>
            change({ findings: findings.map((one) => (one.claim === next.claim ? next : one)) })
          }
        />
      )}
      <RulePicker
        view={view}
        cited={rules}
        error={tried && rules.length === 0 ? t("cite_missing") : null}
        onChange={(next) => change({ rules: next })}
      />
      <TextArea
        label={t("reasons")}
        hint={t("reasons_hint")}
        rows={6}
        value={text}
        error={tried && !text.trim() ? t("reasons_missing") : null}
        onChange={(event) => change({ text: event.target.value })}
      />
      <div className="actions">
        <Button type="submit" tone="primary" whyNot={may?.allowed ? null : (may?.reason ?? null)}>
          {t("preview")}
        </Button>
      </div>
      {asking && (
        <Confirm
          view={view}
          title={t("preview_title")}
          yes={t("give_decision")}
          busy={commands.pending !== null}
          error={commands.error}
          onYes={give}
          onClose={() => {
            setAsking(false);
            commands.reset();
          }}
        >
          <DecisionPreview
            view={view}
            outcome={changes ? t("preview_changed") : t("preview_confirmed")}
            findings={changes ? findings : old}
            rules={rules}
            evidence={[]}
            text={text}
          />
          <p>
            <strong>{t(changes ? "preview_appeal" : "preview_confirm")}</strong>
          </p>
        </Confirm>
      )}
    </form>
  );
}
