/** Deciding a contest: upheld, upheld in part, or not; with rules and reasons. */
import { type FormEvent, useId, useState } from "react";
import type { CommandOf } from "../../api";
import { type FormProps, possible, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, Choice, Field, RestoredNote, TextArea, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { toFirstError } from "../staff/first-error";
import { MovedOn } from "../staff/MovedOn";
import { RulePicker } from "./Citations";
import { DecisionPreview } from "./DecisionPreview";
import { officerWords } from "./words";

type Examine = CommandOf<"examine">;
type Outcome = Examine["outcome"];
type Severity = NonNullable<Examine["severity"]>;
type Form = {
  outcome: Outcome | null;
  severity: Severity | "";
  points: string;
  rules: string[];
  text: string;
};
const EMPTY: Form = { outcome: null, severity: "", points: "", rules: [], text: "" };
const SEVERITIES: readonly Severity[] = ["S1", "S2", "S3", "S4"];

export function ExamineForm({ view, onDone }: FormProps) {
  const t = useWords(officerWords);
  const id = useId();
  const draft = useDraft<Form>(`${view.id}/examine`, EMPTY);
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const { outcome, severity, points, rules, text } = draft.value;
  const may = possible(view, "examine");
  const lower = SEVERITIES.filter((code) => code < view.severity.code);
  const pointsWrong = points !== "" && !/^\d{1,3}$/.test(points);
  const nothingReduced = outcome === "reduced" && !severity && points === "";
  const complete =
    outcome !== null && rules.length > 0 && text.trim() !== "" && !nothingReduced && !pointsWrong;
  const labels: Record<Outcome, string> = {
    upheld: t("contest_upheld"),
    reduced: t("contest_reduced"),
    not_upheld: t("contest_not"),
  };

  function change(part: Partial<Form>) {
    draft.set((form) => ({ ...form, ...part }));
  }

  async function give() {
    if (!outcome) return;
    const reduced =
      outcome === "reduced"
        ? { ...(severity ? { severity } : {}), ...(points ? { points: Number(points) } : {}) }
        : {};
    try {
      await commands.give({ type: "examine", outcome, rules, text: text.trim(), ...reduced });
    } catch {
      return; // shown in the dialog
    }
    draft.clear();
    toast(t("given"));
    onDone();
  }

  const reduced = outcome === "reduced";
  const reducedTo = [
    reduced && severity && `${t("new_severity")}: ${severity} ${t(severity)}`,
    reduced && points && `${t("points")}: ${points}`,
  ].filter(Boolean);

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
      <Choice<Outcome>
        legend={t("outcome")}
        options={[
          { code: "upheld", label: labels.upheld, hint: t("contest_upheld_hint") },
          { code: "reduced", label: labels.reduced, hint: t("contest_reduced_hint") },
          { code: "not_upheld", label: labels.not_upheld, hint: t("contest_not_hint") },
        ]}
        value={outcome}
        error={tried && !outcome ? t("outcome_missing") : null}
        onChange={(next) => change({ outcome: next })}
      />
      {outcome === "reduced" && (
        <div className="award">
          {lower.length > 0 && (
            <div className="field">
              <label htmlFor={id}>{t("new_severity")}</label>
              <select
                id={id}
                value={severity}
                onChange={(event) => change({ severity: event.target.value as Severity | "" })}
              >
                <option value="">{t("keep_severity")}</option>
                {lower.map((code) => (
                  <option key={code} value={code}>
                    {code} · {t(code)}
                  </option>
                ))}
              </select>
            </div>
          )}
          <Field
            label={t("points")}
            hint={t("points_hint")}
            inputMode="numeric"
            value={points}
            error={pointsWrong ? t("points_wrong") : tried && nothingReduced ? t("reduce_missing") : null}
            onChange={(event) => change({ points: event.target.value.trim() })}
          />
        </div>
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
      {asking && outcome && (
        <Confirm
          view={view}
          title={t("preview")}
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
            outcome={[t(`found_${outcome}`), ...reducedTo].join(" · ")}
            findings={[]}
            rules={rules}
            evidence={[]}
            text={text}
          />
          <p>
            <strong>{t("preview_examine")}</strong>
          </p>
        </Confirm>
      )}
    </form>
  );
}
