/** What is awaited, what the viewer can do now, and what happens if nobody does anything. */
import { useState } from "react";
import type { CaseView, CommandName } from "../api";
import { sentence, useWords } from "../i18n";
import { Button, Card, Chip, type Tone, When } from "../ui";
import { ActionDialog, type FormComponent } from "./ActionDialog";
import { ACTIONS, type PlacedAction, placed } from "./actions";
import { caseWords } from "./words";

export type Forms = { readonly [Name in CommandName]?: FormComponent };

type BarProps = {
  view: CaseView;
  /** The desk's own forms, e.g. `{ request_withdrawal: WithdrawalForm }`; without one there is no button. */
  forms?: Forms | undefined;
  /** Commands that the desk draws elsewhere. */
  without?: readonly CommandName[] | undefined;
};

/** A button for each thing that can be done now; the rest with the reason why not. */
export function ActionBar({ view, forms = {}, without = [] }: BarProps) {
  const t = useWords(caseWords);
  const [open, setOpen] = useState<PlacedAction | null>(null);
  const mine = placed(view, ["simple", "form"]).filter(
    (one) =>
      !without.includes(one.command) &&
      (ACTIONS[one.command].place === "simple" || Boolean(forms[one.command])),
  );
  const now = mine.filter((one) => one.allowed);
  const later = mine.filter((one) => !one.allowed && one.reason);
  const main = now.find((one) => ACTIONS[one.command].tone === "primary");
  // One primary action a screen.
  const tone = (one: PlacedAction): Tone => {
    const wanted = ACTIONS[one.command].tone;
    return wanted === "primary" && one !== main ? "plain" : wanted;
  };
  return (
    <>
      {now.length > 0 && (
        <div className="actions">
          {now.map((one) => (
            <Button key={one.command} tone={tone(one)} onClick={() => setOpen(one)}>
              {one.words}
            </Button>
          ))}
        </div>
      )}
      {later.length > 0 && (
        <details>
          <summary>{t("not_now", { n: later.length })}</summary>
          <dl className="facts">
            {later.map((one) => (
              <div key={one.command} className="fact">
                <dt>{sentence(one.words)}</dt>
                <dd>{one.reason}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {open && (
        <ActionDialog view={view} action={open} form={forms[open.command]} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

/** The card at the head of the case page. */
export function NextStep({ view, forms, without }: BarProps) {
  const t = useWords(caseWords);
  const step = view.next_step;
  return (
    <Card
      title={t("next_step")}
      id="next"
      {...(step.yours ? { tone: "accent" as const } : {})}
      aside={step.yours ? <Chip mood="accent">{t("your_turn")}</Chip> : undefined}
    >
      <p className="next-words">{sentence(step.words)}</p>
      {step.if_nothing && (
        <p className="if-nothing">
          <strong>{t("if_nothing")}</strong> {step.if_nothing}
          {step.due_at && (
            <>
              {" · "}
              <When at={step.due_at} as="both" deadline />
            </>
          )}
        </p>
      )}
      <ActionBar view={view} forms={forms} without={without} />
    </Card>
  );
}
