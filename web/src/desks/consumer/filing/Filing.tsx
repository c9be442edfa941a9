/** A complaint, question by question. What is written is kept on this device, the step stands in the address,
 * and sending it can be repeated at any point. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { KindView, RulesView } from "../../../api";
import { casesKey } from "../../../case/keys";
import "../../../case/case.css";
import { useDraft, useDraftElsewhere } from "../../../drafts";
import { useWords } from "../../../i18n";
import { useSession } from "../../../session";
import {
  Banner,
  Button,
  ButtonLink,
  Empty,
  ErrorView,
  Page,
  Refusal,
  RestoredNote,
  Skeleton,
  toast,
} from "../../../ui";
import {
  type Bought,
  boughtOf,
  chosenLines,
  emptyFiling,
  FILING,
  type Filing,
  freshKey,
  reachable,
  type Shown,
  shownUnder,
  type Step,
  STEPS,
  wrongDemand,
} from "./draft";
import { Evidence } from "./Evidence";
import "./filing.css";
import { Review } from "./Review";
import { isAnswer, open, showAll, wasSentBefore } from "./send";
import { StepFrame } from "./StepFrame";
import { Goods, KindOf, severalMerchants, Story } from "./StepsBefore";
import { useFilingUploads } from "./use-filing-uploads";
import { ordersKey, useOrder, useRules } from "./use-order";
import { Want } from "./Want";
import { filingWords } from "./words";

/** Reads the order and the rules, unless the draft knows the order already; then shows the questions. */
export default function FilingGate({ orderRef }: { orderRef: string }) {
  const t = useWords(filingWords);
  const session = useSession();
  const order = useOrder(orderRef);
  const rules = useRules(session.venue);
  const [round, setRound] = useState(0);
  const failed = [order, rules].find((read) => read.isError && !read.data);
  if (failed) {
    return (
      <Page title={t("which_order")}>
        <ErrorView
          error={failed.error}
          retry={() => {
            void order.refetch();
            void rules.refetch();
          }}
        />
      </Page>
    );
  }
  if (order.data === null) {
    return (
      <Page title={t("order_gone")}>
        <Empty title={t("order_gone")}>
          <Link href="/file">{t("choose_another")}</Link>
        </Empty>
      </Page>
    );
  }
  if (!order.data || !rules.data) return <Skeleton lines={8} />;
  return (
    <Questions
      key={round}
      order={boughtOf(order.data)}
      rules={rules.data}
      onReload={() => setRound((now) => now + 1)}
    />
  );
}

/** The draft with what is known anyway: the order, and the only line where there is one. */
function filledIn(filing: Filing, order: Bought): Filing {
  const [only, ...more] = order.lines;
  const known = filing.lines.filter((ref) => order.lines.some((line) => line.ref === ref));
  const lines = only && more.length === 0 ? [only.ref] : known;
  return { ...filing, order, lines };
}

type Props = { order: Bought; rules: RulesView; onReload: () => void };

function Questions({ order, rules, onReload }: Props) {
  const t = useWords(filingWords);
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("step");
  const form = `${FILING}${order.ref}`;
  const draft = useDraft<Filing>(form, emptyFiling());
  const elsewhere = useDraftElsewhere(form);
  const filing = filledIn(draft.value, order);
  const kind = rules.kinds.find((one) => one.code === filing.kind);
  const { set } = draft;

  const change = useCallback(
    (patch: Partial<Filing> | ((now: Filing) => Partial<Filing>)) =>
      set((now) => {
        const full = filledIn(now, order);
        return { ...full, ...(typeof patch === "function" ? patch(full) : patch) };
      }),
    [set, order],
  );
  const taken = useCallback(
    (shown: Shown) =>
      change((now) => ({
        shown: [...now.shown.filter((one) => one.sha256 !== shown.sha256 || one.item !== shown.item), shown],
      })),
    [change],
  );
  const uploads = useFilingUploads(taken);

  const steps = STEPS.filter((step) => step !== "goods" || order.lines.length > 1);
  const furthest = reachable(filing, kind);
  const wished = steps.find((step) => step === asked) ?? filing.step ?? steps[0] ?? "kind";
  const at = STEPS.indexOf(wished) <= STEPS.indexOf(furthest) ? wished : furthest;
  const addressOf = (step: Step) => `/file/${encodeURIComponent(order.ref)}?step=${step}`;

  // The address always names the step, so that "back" leads to the one before.
  const named = at === asked;
  const address = addressOf(at);
  useEffect(() => {
    if (!named) navigate(address, { replace: true });
  }, [named, address, navigate]);

  function go(step: Step | undefined) {
    if (!step) return;
    change({ step });
    navigate(addressOf(step));
  }

  if (filing.made || at === "review") {
    return (
      <Sending
        filing={filing}
        kind={kind}
        change={change}
        clear={draft.clear}
        steps={steps}
        note={<Elsewhere found={elsewhere} onLoad={onReload} />}
        hrefOf={(step) => (steps.includes(step) ? addressOf(step) : null)}
        onBack={() => go("want")}
      />
    );
  }

  const place = steps.indexOf(at);
  const before = steps[place - 1];
  const note = (
    <>
      <Elsewhere found={elsewhere} onLoad={onReload} />
      <RestoredNote
        restored={draft.restored}
        clear={() => {
          draft.clear();
          navigate(addressOf(steps[0] ?? "kind"));
        }}
      />
      {place === 0 && <Earlier order={order} />}
    </>
  );
  const frame = {
    steps,
    at,
    note,
    onNext: () => go(steps[place + 1]),
    onBack: before ? () => go(before) : () => navigate("/file"),
  };

  switch (at) {
    case "goods": {
      const lines = chosenLines(filing);
      const several = severalMerchants(lines);
      const words = several ? t("goods_one_merchant") : t("goods_pick");
      const wrong = several || lines.length === 0;
      return (
        <StepFrame key={at} {...frame} title={t("goods_title")} lead={t("goods_hint")} wrong={wrong}>
          {(tried) => (
            <Goods
              order={order}
              filing={filing}
              change={change}
              error={wrong && (tried || several) ? words : null}
            />
          )}
        </StepFrame>
      );
    }
    case "kind":
      return (
        <StepFrame key={at} {...frame} title={t("kind_title")} lead={t("kind_pick")} wrong={!kind}>
          {(tried) => (
            <KindOf
              rules={rules}
              filing={filing}
              change={change}
              error={tried && !kind ? t("kind_pick") : null}
            />
          )}
        </StepFrame>
      );
    case "story":
      return kind ? (
        <StepFrame
          key={at}
          {...frame}
          title={t("story_title")}
          lead={t("draft_kept")}
          wrong={!filing.text.trim()}
        >
          {(tried) => (
            <Story
              kind={kind}
              filing={filing}
              change={change}
              error={tried && !filing.text.trim() ? t("story_missing") : null}
            />
          )}
        </StepFrame>
      ) : null;
    case "evidence":
      return kind ? (
        <StepFrame
          key={at}
          {...frame}
          title={t("evidence_title")}
          lead={t("evidence_lead")}
          wrong={uploads.busy}
        >
          {(tried) => (
            <Evidence
              kind={kind}
              filing={filing}
              change={change}
              uploads={uploads}
              error={tried && uploads.busy ? t("upload_wait") : null}
            />
          )}
        </StepFrame>
      ) : null;
    case "want": {
      if (!kind) return null;
      const wrong = chosenLines(filing).some(
        (line) => wrongDemand(line, kind, filing.wanted[line.ref]) !== null,
      );
      return (
        <StepFrame key={at} {...frame} title={t("want_title")} lead={t("want_lead")} wrong={wrong}>
          {(tried) => (
            <Want kind={kind} filing={filing} currency={order.currency} tried={tried} change={change} />
          )}
        </StepFrame>
      );
    }
  }
}

/** Another kind of problem can be another case; the same one goes on where it is. */
function Earlier({ order }: { order: Bought }) {
  const t = useWords(filingWords);
  const [earlier] = order.cases;
  if (!earlier) return null;
  return (
    <Banner title={t("has_case_title")}>
      {t("has_case")} <Link href={`/cases/${earlier}`}>{t("see_case")}</Link>
    </Banner>
  );
}

function Elsewhere({ found, onLoad }: { found: "same" | "changed" | "gone"; onLoad: () => void }) {
  const t = useWords(filingWords);
  if (found === "same") return null;
  if (found === "gone") {
    return (
      <Banner mood="warn" title={t("elsewhere_gone")}>
        <Link href="/">{t("to_my_cases")}</Link>
      </Banner>
    );
  }
  return (
    <Banner mood="warn" title={t("elsewhere_title")}>
      <p>{t("elsewhere")}</p>
      <p>
        <Button onClick={onLoad}>{t("elsewhere_load")}</Button>
      </p>
    </Banner>
  );
}

type SendingProps = {
  filing: Filing;
  kind: KindView | undefined;
  change: (patch: Partial<Filing> | ((now: Filing) => Partial<Filing>)) => void;
  clear: () => void;
  steps: readonly Step[];
  note: React.ReactNode;
  hrefOf: (step: Step) => string | null;
  onBack: () => void;
};

/** The last step: all of it once more, and on its way. */
function Sending({ filing, kind, change, clear, steps, note, hrefOf, onBack }: SendingProps) {
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
