/** What is asked for, and what is owed. */
import { useState } from "react";
import { blobAddress, type CaseView, type ObligationView } from "../api";
import { sentence, useWords } from "../i18n";
import { Button, Card, Chip, Money, When } from "../ui";
import { ActionDialog } from "./ActionDialog";
import { ACTIONS, obligationActions, type PlacedAction } from "./actions";
import type { Forms } from "./NextStep";
import { caseWords } from "./words";

export function Claims({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const amountOf = (remedy: string) => view.remedies.find((one) => one.code === remedy)?.amount;
  return (
    <Card title={t("claims")} id="claims">
      <ul className="rows">
        {view.claims.map((claim) => (
          <li key={claim.id}>
            <p className="row-head">
              <strong>{sentence(claim.remedy.words)}</strong>
              <Chip>{claim.status.words}</Chip>
            </p>
            <p className="hint">{claim.title}</p>
            {claim.amount_minor !== null ? (
              <p>
                <Money minor={claim.amount_minor} currency={view.currency} />
              </p>
            ) : (
              amountOf(claim.remedy.code) === "formula" && <p className="hint">{t("amount_formula")}</p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Obligation({ view, owed, forms }: { view: CaseView; owed: ObligationView; forms: Forms }) {
  const t = useWords(caseWords);
  const [open, setOpen] = useState<PlacedAction | null>(null);
  const actions = obligationActions(view, owed).filter(
    (one) => ACTIONS[one.command].place === "obligation" || Boolean(forms[one.command]),
  );
  return (
    <li>
      <p className="row-head">
        <strong>
          {sentence(owed.act.words)}{" "}
          {owed.amount_minor !== null && <Money minor={owed.amount_minor} currency={view.currency} />}
        </strong>
        <Chip mood={owed.yours ? "accent" : "info"}>{owed.status.words}</Chip>
      </p>
      <p className="hint">
        {owed.yours ? t("owes_you") : t("owes", { who: owed.by.words })} ·{" "}
        {t("from", { origin: owed.origin.words })}
        {owed.due_at && (
          <>
            {" · "}
            <When at={owed.due_at} as="both" deadline />
          </>
        )}
      </p>
      {owed.proof_url && (
        <p>
          <a href={blobAddress(owed.proof_url)} target="_blank" rel="noreferrer">
            {t("see_proof")}
          </a>
        </p>
      )}
      {actions.length > 0 && (
        <div className="actions">
          {actions.map((one) => (
            <Button key={one.command} tone={ACTIONS[one.command].tone} onClick={() => setOpen(one)}>
              {one.words}
            </Button>
          ))}
        </div>
      )}
      {open && (
        <ActionDialog
          view={view}
          action={open}
          form={forms[open.command]}
          obligation={owed.id}
          onClose={() => setOpen(null)}
        />
      )}
    </li>
  );
}

/** Nothing while nothing is owed. */
export function Obligations({ view, forms = {} }: { view: CaseView; forms?: Forms | undefined }) {
  const t = useWords(caseWords);
  if (view.obligations.length === 0) return null;
  return (
    <Card title={t("obligations")} id="obligations">
      <ul className="rows">
        {view.obligations.map((owed) => (
          <Obligation key={owed.id} view={view} owed={owed} forms={forms} />
        ))}
      </ul>
    </Card>
  );
}
