/** How it should be put right, for each of the goods; an amount where the remedy asks for one. */
import type { KindView, RemedyView } from "../../../api";
import { money, useLanguage, useWords } from "../../../i18n";
import { Button, Check, Choice, MoneyField } from "../../../ui";
import { useState } from "react";
import { type Bought, chosenLines, type Filing, paidMinor, type Wanted, wrongDemand } from "./draft";
import { filingWords } from "./words";

/** Only goods go back from the consumer; all other acts are the merchant's. */
const OWN_ACT = "return_goods";
const LEAST_MINOR = 1;

function useActs(): (remedy: RemedyView) => string {
  const t = useWords(filingWords);
  return (remedy) => {
    const words = (own: boolean) =>
      remedy.acts
        .filter((act) => (act.code === OWN_ACT) === own)
        .map((act) => act.words)
        .join(t("list_between"));
    const [mine, theirs] = [words(true), words(false)];
    return [mine && t("acts_you", { acts: mine }), theirs && t("acts_them", { acts: theirs })]
      .filter(Boolean)
      .join(" → ");
  };
}

type LineProps = {
  line: Bought["lines"][number];
  alone: boolean;
  kind: KindView;
  currency: string;
  wanted: Wanted;
  tried: boolean;
  onChange: (wanted: Wanted) => void;
};

function Line({ line, alone, kind, currency, wanted, tried, onChange }: LineProps) {
  const t = useWords(filingWords);
  const to = useLanguage();
  const acts = useActs();
  // The field keeps what is typed itself; another number from outside makes it anew.
  const [filled, setFilled] = useState(0);
  const remedy = kind.remedies.find((one) => one.code === wanted.remedy);
  const most = money(paidMinor(line), currency, to);
  const wrong = tried ? wrongDemand(line, kind, wanted) : null;
  return (
    <section className="want-line">
      {!alone && <h2>{line.title || line.ref}</h2>}
      <Choice
        legend={alone ? <span className="unseen">{t("want_label")}</span> : t("want_label")}
        options={kind.remedies.map((one) => ({ code: one.code, label: one.words, hint: acts(one) }))}
        value={remedy ? remedy.code : null}
        error={wrong === "remedy" ? t("want_pick") : null}
        onChange={(code) => onChange({ ...wanted, remedy: code })}
      />
      {remedy?.amount === "claimed" && (
        <div className="want-amount">
          <MoneyField
            key={filled}
            label={t("want_amount")}
            hint={t("want_most", { most })}
            currency={currency}
            value={wanted.amount_minor}
            error={
              wrong === "amount"
                ? t("want_amount_wrong", { least: money(LEAST_MINOR, currency, to), most })
                : null
            }
            onChange={(amount_minor) => onChange({ ...wanted, amount_minor })}
          />
          <Button
            tone="quiet"
            onClick={() => {
              onChange({ ...wanted, amount_minor: paidMinor(line) });
              setFilled((now) => now + 1);
            }}
          >
            {t("want_all", { most })}
          </Button>
        </div>
      )}
      {remedy?.amount === "formula" && <p className="hint">{t("want_formula")}</p>}
    </section>
  );
}

type Props = {
  kind: KindView;
  filing: Filing;
  currency: string;
  tried: boolean;
  change: (patch: (now: Filing) => Partial<Filing>) => void;
};

export function Want({ kind, filing, currency, tried, change }: Props) {
  const t = useWords(filingWords);
  const lines = chosenLines(filing);
  return (
    <>
      {lines.map((line) => (
        <Line
          key={line.ref}
          line={line}
          alone={lines.length === 1}
          kind={kind}
          currency={currency}
          wanted={filing.wanted[line.ref] ?? { remedy: null, amount_minor: null }}
          tried={tried}
          onChange={(wanted) => change((now) => ({ wanted: { ...now.wanted, [line.ref]: wanted } }))}
        />
      ))}
      {!kind.talk_first && (
        <Check
          label={t("escalate")}
          checked={filing.escalate}
          onChange={(escalate) => change(() => ({ escalate }))}
        />
      )}
    </>
  );
}
