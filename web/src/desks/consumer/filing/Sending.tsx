/** The last step: all of it once more, and on its way; and what is left to do where that broke off. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { KindView } from "../../../api";
import { casesKey } from "../../../case/keys";
import { useWords } from "../../../i18n";
import { useSession } from "../../../session";
import { Banner, Button, ButtonLink, Page, Refusal, Skeleton, toast } from "../../../ui";
import { type Filing, freshKey, shownUnder, type Step } from "./draft";
import { Review } from "./Review";
import { isAnswer, open, showAll, wasSentBefore } from "./send";
import { StepFrame } from "./StepFrame";
import { ordersKey } from "./use-order";
import { filingWords } from "./words";

type Props = {
  filing: Filing;
  kind: KindView | undefined;
  change: (patch: Partial<Filing> | ((now: Filing) => Partial<Filing>)) => void;
  clear: () => void;
  steps: readonly Step[];
  note: ReactNode;
  hrefOf: (step: Step) => string | null;
  onBack: () => void;
};

export function Sending({ filing, kind, change, clear, steps, note, hrefOf, onBack }: Props) {
  const t = useWords(filingWords);
  const client = useQueryClient();
  const session = useSession();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);

  async function send() {
    if (!kind || running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    let made = filing.made;
    try {
      if (!made) {
        made = (await open(filing, kind, session.venue)).case;
        const id = made;
        change({ made: id });
      }
      await showAll(made, filing, kind, (key) =>
        change((now) => ({
          shown: now.shown.map((one) => (one.key === key ? { ...one, sent: true } : one)),
        })),
      );
    } catch (failure) {
      if (!made && isAnswer(failure) && !wasSentBefore(failure)) change({ key: freshKey() });
      setError(failure);
      setBusy(false);
      running.current = false;
      return;
    }
    toast(t(kind.talk_first ? "sent_talk" : "sent_file"));
    navigate(`/cases/${made}`, { replace: true });
    clear();
    void client.invalidateQueries({ queryKey: casesKey });
    void client.invalidateQueries({ queryKey: ordersKey });
  }

  if (!kind) return null;
  if (wasSentBefore(error)) {
    return (
      <Page key="before" title={t("sent_before_title")}>
        <p>{t("sent_before")}</p>
        <div className="actions">
          <ButtonLink href="/" tone="primary">
            {t("to_my_cases")}
          </ButtonLink>
        </div>
      </Page>
    );
  }
  if (filing.made) {
    const left = shownUnder(filing, kind).filter((one) => !one.sent).length;
    return (
      <Page key="half" title={t("half_title")}>
        {busy ? (
          <Skeleton lines={2} label={t("sending_evidence")} />
        ) : (
          <Banner mood="warn">{t("half", { n: left })}</Banner>
        )}
        {busy && <p aria-hidden="true">{t("sending_evidence")}</p>}
        <Refusal error={error} />
        <div className="actions">
          <Button tone="primary" busy={busy} onClick={() => void send()}>
            {t("half_finish")}
          </Button>
          <ButtonLink href={`/cases/${filing.made}`} tone="quiet">
            {t("half_go")}
          </ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <StepFrame
      key="review"
      title={t("review_title")}
      steps={steps}
      at="review"
      note={note}
      wrong={false}
      busy={busy}
      error={error}
      next={t(kind.talk_first ? "send_talk" : "send_file")}
      onNext={() => void send()}
      onBack={onBack}
    >
      {() => <Review kind={kind} filing={filing} currency={filing.order?.currency ?? ""} hrefOf={hrefOf} />}
    </StepFrame>
  );
}
