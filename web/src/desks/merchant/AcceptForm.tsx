/** Accepting the claims, all or some of them, with what is owed then. */
import { type FormEvent, useState } from "react";
import { type FormProps, useCommand } from "../../case";
import type { CaseView, ClaimView } from "../../api";
import { useDraft } from "../../drafts";
import { sentence, useWords } from "../../i18n";
import { Button, Check, Money, RestoredNote, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { MovedOn } from "../staff/MovedOn";
import { merchantWords } from "./words";

/** The goods come back from the consumer; everything else is the merchant's to do. */
const THEIRS = "return_goods";

function Owed({ view, claims }: { view: CaseView; claims: readonly ClaimView[] }) {
  const t = useWords(merchantWords);
  const acts = claims.flatMap((claim) => {
    const remedy = view.remedies.find((one) => one.code === claim.remedy.code);
    return (remedy?.acts ?? [claim.remedy]).map((act) => ({ claim, act, remedy }));
  });
  const list = (theirs: boolean) => acts.filter(({ act }) => (act.code === THEIRS) === theirs);
  return (
    <>
      {[true, false].map((theirs) => {
        const some = list(theirs);
        if (some.length === 0) return null;
        return (
          <div key={String(theirs)} className="part">
            <h3>{theirs ? t("accept_theirs") : t("accept_owe")}</h3>
            <ul className="dots">
              {some.map(({ claim, act, remedy }) => (
                <li key={`${claim.id}/${act.code}`}>
                  {sentence(act.words)}{" "}
                  {act.code === "pay" &&
                    (claim.amount_minor !== null ? (
                      <Money minor={claim.amount_minor} currency={view.currency} />
                    ) : (
                      remedy?.amount === "formula" && <span className="hint">{t("accept_formula")}</span>
                    ))}{" "}
                  {view.claims.length > 1 && <span className="hint">{claim.title}</span>}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

export function AcceptForm({ view, onDone }: FormProps) {
  const t = useWords(merchantWords);
  const open = view.claims.filter((claim) => claim.status.code === "open");
  // What was left out is kept, so that a claim added later is in.
  const draft = useDraft<string[]>(`${view.id}/accept_claims`, []);
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = open.filter((claim) => !draft.value.includes(claim.id));

  async function give() {
    try {
      await commands.give({ type: "accept_claims", claims: chosen.map((claim) => claim.id) });
    } catch {
      return; // shown in the dialog
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  function ask(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (chosen.length > 0) setAsking(true);
  }

  return (
    <form className="stack" onSubmit={ask}>
      <MovedOn view={view} />
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      {open.length > 1 && (
        <fieldset className="choice">
          <legend>{t("accept_which")}</legend>
          {open.map((claim) => (
            <Check
              key={claim.id}
              label={
                <>
                  {sentence(claim.remedy.words)}{" "}
                  {claim.amount_minor !== null && (
                    <Money minor={claim.amount_minor} currency={view.currency} />
                  )}
                  <small>{claim.title}</small>
                </>
              }
              checked={chosen.includes(claim)}
              onChange={(on) =>
                draft.set((out) => (on ? out.filter((id) => id !== claim.id) : [...out, claim.id]))
              }
            />
          ))}
          {tried && chosen.length === 0 && (
            <p className="error" role="alert">
              {t("accept_none")}
            </p>
          )}
        </fieldset>
      )}
      <Owed view={view} claims={chosen} />
      <div className="actions">
        <Button type="submit" tone="primary">
          {t("accept_button")}
        </Button>
      </div>
      {asking && (
        <Confirm
          view={view}
          title={t("accept_confirm")}
          yes={t("accept_button")}
          busy={commands.pending !== null}
          error={commands.error}
          onYes={give}
          onClose={() => {
            setAsking(false);
            commands.reset();
          }}
        >
          <Owed view={view} claims={chosen} />
          <p>{t("accept_means")}</p>
        </Confirm>
      )}
    </form>
  );
}
