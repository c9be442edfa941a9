/** Withdrawing, in three plain steps: why and what; of one's own free will; what follows. Nothing is sent
 * before the last. */
import { type FormEvent, type ReactNode, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { CaseView, CommandOf } from "../../api";
import { CaseGate, mayNow, possible, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { type Translate, useWords } from "../../i18n";
import {
  Banner,
  Button,
  ButtonLink,
  Card,
  Check,
  Choice,
  Money,
  Page,
  Refusal,
  RestoredNote,
  toast,
} from "../../ui";
import { consumerWords } from "./words";

type Reason = NonNullable<CommandOf<"request_withdrawal">["reason"]>;
type Form = {
  reason: Reason | null;
  which: "all" | "some";
  claims: string[];
  free: "yes" | "no" | null;
};
const EMPTY: Form = { reason: null, which: "all", claims: [], free: null };
const REASONS: readonly Reason[] = ["settled", "mistake", "misunderstanding", "no_longer_needed", "other"];
const STEPS = ["why", "free", "review"] as const;
type Step = (typeof STEPS)[number];
type T = Translate<typeof consumerWords.zh>;

export default function Withdraw({ caseId }: { caseId: string }) {
  return <CaseGate caseId={caseId}>{(view) => <Steps view={view} />}</CaseGate>;
}

function openClaims(view: CaseView) {
  return view.claims.filter((claim) => claim.status.code === "open");
}

/** The claims that the form names; empty: none. */
function named(view: CaseView, form: Form) {
  const open = openClaims(view);
  return form.which === "all" ? open : open.filter((claim) => form.claims.includes(claim.id));
}

function Steps({ view }: { view: CaseView }) {
  const t = useWords(consumerWords);
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("step");
  const draft = useDraft<Form>(`${view.id}/withdraw`, EMPTY);
  const form = draft.value;
  const home = `/cases/${view.id}`;

  if (!mayNow(view, "request_withdrawal")) {
    return (
      <Page key="no" title={t("w_not_now")}>
        <p>{possible(view, "request_withdrawal")?.reason ?? view.outlook?.answer.words}</p>
        <div className="actions">
          <ButtonLink href={home} tone="primary">
            {t("back_to_case")}
          </ButtonLink>
        </div>
      </Page>
    );
  }

  const done = {
    why: form.reason !== null && named(view, form).length > 0,
    free: form.free === "no",
    review: true,
  };
  const furthest: Step = !done.why ? "why" : !done.free ? "free" : "review";
  const wished = STEPS.find((step) => step === asked) ?? "why";
  const at = STEPS.indexOf(wished) <= STEPS.indexOf(furthest) ? wished : furthest;
  const place = STEPS.indexOf(at);
  const go = (step: Step | undefined) => navigate(step ? `${home}/withdraw?step=${step}` : home);
  const frame = {
    at,
    t,
    restored: <RestoredNote restored={draft.restored} clear={draft.clear} />,
    onBack: () => go(STEPS[place - 1]),
  };

  if (at === "review")
    return <Confirm key={at} view={view} form={form} frame={frame} clear={draft.clear} home={home} />;
  return (
    <Frame key={at} {...frame} wrong={!done[at]} onNext={() => go(STEPS[place + 1])}>
      {(tried) =>
        at === "why" ? (
          <Why view={view} form={form} set={draft.set} tried={tried} t={t} />
        ) : (
          <Free form={form} set={draft.set} tried={tried} home={home} t={t} />
        )
      }
    </Frame>
  );
}

type FrameProps = {
  at: Step;
  t: T;
  restored: ReactNode;
  onBack: () => void;
  wrong: boolean;
  onNext: () => void;
  next?: string;
  danger?: boolean;
  busy?: boolean;
  error?: unknown;
  children: (tried: boolean) => ReactNode;
};

function Frame({ at, t, restored, onBack, wrong, onNext, next, danger, busy, error, children }: FrameProps) {
  const [tried, setTried] = useState(false);
  return (
    <Page
      title={t(`w_${at}`)}
      lead={`${t("withdraw")} · ${t("step_of", { at: STEPS.indexOf(at) + 1, of: STEPS.length })}`}
    >
      <form
        className="stack step narrow"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (busy) return;
          if (wrong) setTried(true);
          else onNext();
        }}
      >
        {restored}
        {children(tried)}
        <div className="actions step-actions">
          <Refusal error={error} />
          <Button type="submit" tone={danger ? "danger" : "primary"} busy={busy ?? false}>
            {next ?? t("next")}
          </Button>
          <Button tone="quiet" disabled={busy ?? false} onClick={onBack}>
            {at === "why" ? t("back_to_case") : t("back")}
          </Button>
        </div>
      </form>
    </Page>
  );
}

type PartProps = {
  form: Form;
  set: (next: (now: Form) => Form) => void;
  tried: boolean;
  t: T;
};

function Why({ view, form, set, tried, t }: PartProps & { view: CaseView }) {
  const open = openClaims(view);
  return (
    <>
      <Banner mood="warn" title={t("w_scam_title")}>
        {t("w_scam")}
      </Banner>
      <Choice<Reason>
        legend={t("w_reason")}
        options={REASONS.map((code) => ({ code, label: t(`w_${code}`) }))}
        value={form.reason}
        error={tried && !form.reason ? t("w_pick_reason") : null}
        onChange={(reason) => set((now) => ({ ...now, reason }))}
      />
      {form.reason === "settled" && <Banner mood="warn">{t("w_settled_warn")}</Banner>}
      {open.length > 1 && (
        <Choice<"all" | "some">
          legend={t("w_which")}
          options={[
            { code: "all", label: t("w_all") },
            { code: "some", label: t("w_some") },
          ]}
          value={form.which}
          error={tried && named(view, form).length === 0 ? t("w_pick_claim") : null}
          onChange={(which) => set((now) => ({ ...now, which }))}
        />
      )}
      {open.length > 1 && form.which === "some" && (
        <fieldset className="choice">
          <legend className="unseen">{t("w_some")}</legend>
          {open.map((claim) => (
            <Check
              key={claim.id}
              label={`${claim.title} · ${claim.remedy.words}`}
              checked={form.claims.includes(claim.id)}
              onChange={(checked) =>
                set((now) => ({
                  ...now,
                  claims: checked ? [...now.claims, claim.id] : now.claims.filter((id) => id !== claim.id),
                }))
              }
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

function Free({ form, set, tried, home, t }: PartProps & { home: string }) {
  return (
    <>
      <Choice<"yes" | "no">
        legend={t("w_free_question")}
        options={[
          { code: "no", label: t("w_free_no") },
          { code: "yes", label: t("w_free_yes") },
        ]}
        value={form.free}
        error={tried && form.free === null ? t("w_pick_free") : null}
        onChange={(free) => set((now) => ({ ...now, free }))}
      />
      {form.free === "yes" && (
        <Banner mood="warn">
          <p>{t("w_forced")}</p>
          <p>
            <ButtonLink href={home}>{t("w_do_not")}</ButtonLink>
          </p>
        </Banner>
      )}
    </>
  );
}

type ConfirmProps = {
  view: CaseView;
  form: Form;
  frame: Pick<FrameProps, "at" | "t" | "restored" | "onBack">;
  clear: () => void;
  home: string;
};

function Confirm({ view, form, frame, clear, home }: ConfirmProps) {
  const { t } = frame;
  const [, navigate] = useLocation();
  const commands = useCommand(view);
  const claims = named(view, form);
  const whole = claims.length === openClaims(view).length;

  async function send() {
    if (commands.pending) return;
    try {
      await commands.give({
        type: "request_withdrawal",
        claims: whole ? [] : claims.map((claim) => claim.id),
        reason: form.reason,
      });
    } catch {
      return; // shown below
    }
    toast(t("w_done"));
    navigate(home, { replace: true });
    clear();
  }

  return (
    <Frame
      {...frame}
      restored={null}
      wrong={false}
      danger
      next={t("w_confirm")}
      busy={commands.pending !== null}
      error={commands.error}
      onNext={() => void send()}
    >
      {() => (
        <>
          <Card title={t("w_what")}>
            <ul className="dots">
              {claims.map((claim) => (
                <li key={claim.id}>
                  {claim.title} · {claim.remedy.words}{" "}
                  {claim.amount_minor !== null && (
                    <Money minor={claim.amount_minor} currency={view.currency} />
                  )}
                </li>
              ))}
            </ul>
            {form.reason && (
              <p className="hint">
                {t("w_reason")}: {t(`w_${form.reason}`)}
              </p>
            )}
          </Card>
          {view.outlook && (
            <Card title={t("w_after")}>
              <ul className="dots">
                {view.outlook.reasons.map((reason) => (
                  <li key={reason.rule}>{reason.words}</li>
                ))}
                {view.outlook.consequences.map((words) => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            </Card>
          )}
        </>
      )}
    </Frame>
  );
}
