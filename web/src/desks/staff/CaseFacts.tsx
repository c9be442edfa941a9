/** What the platform itself knows of a case: its parties, the goods, and the records of order and delivery. */
import type { ReactNode } from "react";
import type { CaseView } from "../../api";
import { sentence, useWords } from "../../i18n";
import { Card, Money } from "../../ui";
import { Facts } from "../../case";
import { factWords } from "./fact-words";

/** What was paid for a line in all; awards are not more than that, except where the rules compute them. */
export function paidMinor(view: CaseView, line: string): number {
  const found = view.lines.find((one) => one.ref === line);
  return found ? found.price_minor + found.freight_minor : 0;
}

export function Parties({ view }: { view: CaseView }) {
  return (
    <dl className="facts">
      {view.parties.map((party) => [
        <dt key={`${party.side.code}-side`}>{sentence(party.side.words)}</dt>,
        <dd key={party.side.code}>{party.name}</dd>,
      ])}
    </dl>
  );
}

export function Goods({ view }: { view: CaseView }) {
  const t = useWords(factWords);
  return (
    <ul className="goods">
      {view.lines.map((line) => (
        <li key={line.ref}>
          <strong>{line.title || line.ref}</strong>
          <p className="hint">
            {t("paid")} <Money minor={line.price_minor + line.freight_minor} currency={view.currency} />
            {line.freight_minor > 0 && (
              <>
                {" · "}
                {t("freight")} <Money minor={line.freight_minor} currency={view.currency} />
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function CaseFacts({ view, children }: { view: CaseView; children?: ReactNode }) {
  const t = useWords(factWords);
  return (
    <Card title={t("facts")} id="facts" aside={<span className="hint">{t("facts_hint")}</span>}>
      <div className="fact-columns">
        <section>
          <h3>{t("parties")}</h3>
          <Parties view={view} />
        </section>
        <section>
          <h3>{t("goods")}</h3>
          <Goods view={view} />
        </section>
        <section>
          <h3>{t("records")}</h3>
          {view.records.length > 0 ? (
            <Facts facts={view.records} />
          ) : (
            <p className="hint">{t("no_records")}</p>
          )}
        </section>
        {children}
      </div>
    </Card>
  );
}
