/** A complaint, question by question. What is written is kept on this device, the step stands in the address,
 * and sending it can be repeated at any point. */
import { useCallback, useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { RulesView } from "../../../api";
import "../../../case/case.css";
import { useDraft, useDraftElsewhere } from "../../../drafts";
import { useWords } from "../../../i18n";
import { useSession } from "../../../session";
import { Empty, ErrorView, Page, RestoredNote, Skeleton } from "../../../ui";
import {
  type Bought,
  boughtOf,
  chosenLines,
  emptyFiling,
  FILING,
  type Filing,
  reachable,
  type Shown,
  type Step,
  STEPS,
  wrongDemand,
} from "./draft";
import { Evidence } from "./Evidence";
import "./filing.css";
import { Earlier, Elsewhere } from "./notes";
import { Sending } from "./Sending";
import { StepFrame } from "./StepFrame";
import { Goods, KindOf, severalMerchants, Story } from "./StepsBefore";
import { useFilingUploads } from "./use-filing-uploads";
import { useOrder, useRules } from "./use-order";
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
