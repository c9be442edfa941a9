/** A finding for each claim, and the acts that follow from it. */
import { useId } from "react";
import type { CaseView, ClaimView } from "../../api";
import { money, sentence, useLanguage, useWords } from "../../i18n";
import { Button, Money, MoneyField } from "../../ui";
import { CompactChoice } from "../staff/CompactChoice";
import {
  type Act,
  actsOf,
  type AwardDraft,
  type FindingDraft,
  mostMinor,
  PAYMENT,
  type Result,
  wrongWith,
} from "./findings";
import { officerWords } from "./words";

type AwardProps = {
  view: CaseView;
  claim: ClaimView;
  award: AwardDraft;
  error: string | null;
  onChange: (award: AwardDraft | null) => void;
};

function AwardRow({ view, claim, award, error, onChange }: AwardProps) {
  const t = useWords(officerWords);
  const id = useId();
  const to = useLanguage();
  const most = mostMinor(view, claim);
  const acts = actsOf(view);
  return (
    <div className="award">
      <div className="field">
        <label htmlFor={id}>{t("act")}</label>
        <select
          id={id}
          value={award.act}
          onChange={(event) => {
            const act = event.target.value as Act;
            onChange({ ...award, act, amount_minor: act === PAYMENT ? claim.amount_minor : null });
          }}
        >
          {acts.map((act) => (
            <option key={act.code} value={act.code}>
              {sentence(act.words)}
            </option>
          ))}
        </select>
      </div>
      {award.act === PAYMENT && (
        <MoneyField
          label={t("amount")}
          hint={
            most === null ? t("amount_formula") : t("amount_most", { most: money(most, view.currency, to) })
          }
          currency={view.currency}
          value={award.amount_minor}
          error={error}
          onChange={(amount_minor) => onChange({ ...award, amount_minor })}
        />
      )}
      <Button tone="quiet" onClick={() => onChange(null)}>
        {t("remove")}
      </Button>
    </div>
  );
}

type Props = {
  view: CaseView;
  findings: readonly FindingDraft[];
  tried: boolean;
  onChange: (finding: FindingDraft) => void;
};

function freshAward(view: CaseView, finding: FindingDraft): AwardDraft {
  const used = finding.awards.map((award) => award.act as string);
  const act = actsOf(view).find((one) => !used.includes(one.code))?.code ?? PAYMENT;
  return {
    id: `${finding.claim}/${finding.awards.length}/${Math.random()}`,
    act: act as Act,
    amount_minor: null,
  };
}

export function FindingsEditor({ view, findings, tried, onChange }: Props) {
  const t = useWords(officerWords);
  const to = useLanguage();
  return findings.map((finding) => {
    const claim = view.claims.find((one) => one.id === finding.claim);
    if (!claim) return null;
    const wrong = wrongWith(view, finding);
    const most = mostMinor(view, claim);
    const over = wrong === "amount_over" && most !== null;
    const ofAmount = over
      ? t("amount_over", { most: money(most, view.currency, to) })
      : tried && wrong === "amount_wrong"
        ? t("amount_wrong")
        : null;
    return (
      <fieldset key={finding.claim} className="claim-acts">
        <legend>
          {sentence(claim.remedy.words)}
          {claim.amount_minor !== null && (
            <>
              {" "}
              <Money minor={claim.amount_minor} currency={view.currency} />
            </>
          )}
        </legend>
        <p className="hint">{claim.title}</p>
        <CompactChoice<Result>
          legend={t("finding")}
          options={(["upheld", "partly", "rejected"] as const).map((code) => ({ code, label: t(code) }))}
          value={finding.result}
          error={tried && wrong === "finding_missing" ? t("finding_missing") : null}
          onChange={(result) => onChange({ ...finding, result })}
        />
        {finding.result && finding.result !== "rejected" && (
          <div className="part">
            <h4>{t("orders")}</h4>
            {finding.awards.map((award) => (
              <AwardRow
                key={award.id}
                view={view}
                claim={claim}
                award={award}
                error={award.act === PAYMENT ? ofAmount : null}
                onChange={(next) =>
                  onChange({
                    ...finding,
                    awards: finding.awards.flatMap((one) => (one === award ? (next ? [next] : []) : [one])),
                  })
                }
              />
            ))}
            {tried && wrong === "awards_missing" && (
              <p className="error" role="alert">
                {t("awards_missing")}
              </p>
            )}
            <div className="actions">
              <Button
                tone="quiet"
                onClick={() =>
                  onChange({ ...finding, awards: [...finding.awards, freshAward(view, finding)] })
                }
              >
                {t("add_award")}
              </Button>
            </div>
          </div>
        )}
      </fieldset>
    );
  });
}
