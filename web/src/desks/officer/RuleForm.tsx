/** The ruling: a finding for each open claim, rules, evidence, reasons; read over before it is given. */
import { type FormEvent, useState } from "react";
import { type FormProps, possible, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, RestoredNote, TextArea, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { toFirstError } from "../staff/first-error";
import { MovedOn } from "../staff/MovedOn";
import { EvidencePicker, RulePicker } from "./Citations";
import { DecisionPreview } from "./DecisionPreview";
import { type FindingDraft, freshFinding, proposed, wrongWith } from "./findings";
import { FindingsEditor } from "./FindingsEditor";
import { officerWords } from "./words";

type Form = { findings: FindingDraft[]; rules: string[]; evidence: string[]; text: string };
const EMPTY: Form = { findings: [], rules: [], evidence: [], text: "" };

export function RuleForm({ view, onDone }: FormProps) {
  const t = useWords(officerWords);
  const draft = useDraft<Form>(`${view.id}/rule`, EMPTY);
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const { rules, evidence, text } = draft.value;
  const may = possible(view, "rule");
  // Claims may come and go while somebody writes; the findings are those of the claims that are open.
  const findings = view.claims
    .filter((claim) => claim.status.code === "open")
    .map((claim) => draft.value.findings.find((one) => one.claim === claim.id) ?? freshFinding(view, claim));
  const complete =
    findings.every((finding) => !wrongWith(view, finding)) && rules.length > 0 && text.trim() !== "";

  function change(part: Partial<Form>) {
    draft.set((form) => ({ ...form, ...part }));
  }

  async function give() {
    try {
      await commands.give({
        type: "rule",
        findings: findings.map(proposed),
        rules,
        evidence,
        text: text.trim(),
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
      <FindingsEditor
        view={view}
        findings={findings}
        tried={tried}
        onChange={(next) =>
          change({ findings: findings.map((one) => (one.claim === next.claim ? next : one)) })
        }
      />
      <RulePicker
        view={view}
        cited={rules}
        error={tried && rules.length === 0 ? t("cite_missing") : null}
        onChange={(next) => change({ rules: next })}
      />
      <EvidencePicker view={view} picked={evidence} onChange={(next) => change({ evidence: next })} />
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
          yes={t("give_ruling")}
          busy={commands.pending !== null}
          error={commands.error}
          onYes={give}
          onClose={() => {
            setAsking(false);
            commands.reset();
          }}
        >
          <DecisionPreview view={view} findings={findings} rules={rules} evidence={evidence} text={text} />
          <p>
            <strong>{t("preview_rule")}</strong>
          </p>
        </Confirm>
      )}
    </form>
  );
}
