/** The first questions: which goods, what kind of problem, what happened. */
import type { KindView, RulesView } from "../../../api";
import { money, useLanguage, useWords } from "../../../i18n";
import { Card, Check, Chip, Choice, TextArea } from "../../../ui";
import { type Bought, type Filing, ownList, paidMinor, shownUnder } from "./draft";
import { ProofList, ProofSays } from "./ProofList";
import { filingWords } from "./words";

type Change = (patch: Partial<Filing>) => void;

/** Whether lines of several merchants were chosen, which cannot go into one complaint. */
export function severalMerchants(lines: Bought["lines"]): boolean {
  return new Set(lines.map((line) => line.merchant)).size > 1;
}

export function Goods({
  order,
  filing,
  change,
  error,
}: {
  order: Bought;
  filing: Filing;
  change: Change;
  error: string | null;
}) {
  const t = useWords(filingWords);
  const to = useLanguage();
  return (
    <fieldset className="choice">
      <legend className="unseen">{t("goods_title")}</legend>
      {order.lines.map((line) => (
        <Check
          key={line.ref}
          label={
            <>
              {line.title || line.ref}
              <small>{money(paidMinor(line), order.currency, to)}</small>
            </>
          }
          checked={filing.lines.includes(line.ref)}
          onChange={(checked) =>
            change({
              lines: checked ? [...filing.lines, line.ref] : filing.lines.filter((ref) => ref !== line.ref),
            })
          }
        />
      ))}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

type Example =
  | "late_ship"
  | "out_of_stock"
  | "not_received"
  | "damaged"
  | "quality_visible"
  | "not_as_described"
  | "false_ad"
  | "counterfeit";
const EXAMPLES: ReadonlySet<string> = new Set<Example>([
  "late_ship",
  "out_of_stock",
  "not_received",
  "damaged",
  "quality_visible",
  "not_as_described",
  "false_ad",
  "counterfeit",
]);

/** Kinds are data of the rules; those that are well known have an example here. */
function exampleOf(code: string): Example | null {
  return EXAMPLES.has(code) ? (code as Example) : null;
}

export function KindOf({
  rules,
  filing,
  change,
  error,
}: {
  rules: RulesView;
  filing: Filing;
  change: Change;
  error: string | null;
}) {
  const t = useWords(filingWords);
  return (
    <Choice
      legend={<span className="unseen">{t("kind_title")}</span>}
      options={rules.kinds.map((kind) => {
        const example = exampleOf(kind.code);
        return {
          code: kind.code,
          label: (
            <span className="kind-head">
              <strong>{kind.words}</strong>
              <Chip mood={kind.talk_first ? "info" : "warn"}>
                {kind.talk_first ? t("kind_talk") : t("kind_at_once")}
              </Chip>
            </span>
          ),
          ...(example ? { hint: t(`eg_${example}`) } : {}),
        };
      })}
      value={filing.kind}
      error={error}
      onChange={(kind) => change({ kind })}
    />
  );
}

export function Story({
  kind,
  filing,
  change,
  error,
}: {
  kind: KindView;
  filing: Filing;
  change: Change;
  error: string | null;
}) {
  const t = useWords(filingWords);
  const list = ownList(kind);
  const shown = shownUnder(filing, kind);
  const has = (item: string) => shown.some((one) => one.item === item);
  return (
    <div className="step-columns">
      <TextArea
        label={t("story_label")}
        hint={t("story_hint")}
        rows={8}
        value={filing.text}
        error={error}
        onChange={(event) => change({ text: event.target.value })}
      />
      {list && (
        <Card title={t("proof_title")}>
          <ProofList list={list} has={has} />
          <ProofSays kind={kind} list={list} has={has} />
        </Card>
      )}
    </div>
  );
}
