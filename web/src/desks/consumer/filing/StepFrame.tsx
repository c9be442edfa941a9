/** What all steps have: the question as heading, where one is on the way, and how to go on or back. */
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useWords } from "../../../i18n";
import { Button, Page, Refusal, Steps } from "../../../ui";
import type { Step } from "./draft";
import { filingWords } from "./words";

type Props = {
  title: string;
  lead?: string;
  steps: readonly Step[];
  at: Step;
  /** Notes above the question's fields. */
  note?: ReactNode;
  /** What is still wrong; with it one does not go on. */
  wrong: boolean;
  onNext: () => void;
  onBack: (() => void) | null;
  /** The words of the button that goes on, and whether it is at work. */
  next?: string;
  busy?: boolean;
  /** The "no" to the last try: beside the button, which stays in sight. */
  error?: unknown;
  /** Told whether somebody tried to go on: then what is wrong is said. */
  children: (tried: boolean) => ReactNode;
};

const WRONG = ".field.wrong input, .field.wrong textarea, .choice:has(.error) input";

export function StepFrame({
  title,
  lead,
  steps,
  at,
  note,
  wrong,
  onNext,
  onBack,
  next,
  busy = false,
  error = null,
  children,
}: Props) {
  const t = useWords(filingWords);
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);

  // To the first thing that is wrong, so that a keyboard or a screen reader is there at once.
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [tries]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    if (wrong) setTries((now) => now + 1);
    else onNext();
  }

  return (
    <Page title={title} lead={lead}>
      <Steps steps={steps.map((step) => t(`step_${step}`))} at={steps.indexOf(at)} />
      {note}
      <form ref={form} className="stack step" onSubmit={submit} noValidate>
        {children(tries > 0)}
        <div className="actions step-actions">
          <Refusal error={error} />
          <Button type="submit" tone="primary" busy={busy}>
            {next ?? t("next")}
          </Button>
          {onBack && (
            <Button tone="quiet" disabled={busy} onClick={onBack}>
              {t("back")}
            </Button>
          )}
        </div>
      </form>
    </Page>
  );
}
