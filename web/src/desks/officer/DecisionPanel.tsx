/** What is next and who handles it; the decisions of the viewer, each written here beside the evidence.
 *
 * What is open stands in the address, so that a reload brings it back, with what was typed.
 */
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { CaseView } from "../../api";
import { ActionDialog, type FormProps, type PlacedAction, placed, possible, useCommand } from "../../case";
import { sentence, useWords } from "../../i18n";
import { Banner, Button, Card, Chip, Refusal, toast, When } from "../../ui";
import { useKeys } from "../staff/use-keys";
import { changed } from "../staff/use-queue";
import { AppealDecisionForm } from "./AppealDecisionForm";
import { ExamineForm } from "./ExamineForm";
import { KeysDialog, KeysHint } from "./Keys";
import { InformationForm, SuspendForm } from "./PauseForms";
import { RuleForm } from "./RuleForm";
import { officerWords } from "./words";

/** In the order in which they are offered; the first that can be given is the main one. */
const FORMS = ["examine", "rule", "decide_appeal", "request_information", "suspend"] as const;
type FormName = (typeof FORMS)[number];
const DECISIONS: readonly string[] = ["examine", "rule", "decide_appeal"] satisfies FormName[];

function isForm(name: string): name is FormName {
  return (FORMS as readonly string[]).includes(name);
}

function DecisionForm({ name, ...props }: FormProps & { name: FormName }) {
  switch (name) {
    case "examine":
      return <ExamineForm {...props} />;
    case "rule":
      return <RuleForm {...props} />;
    case "decide_appeal":
      return <AppealDecisionForm {...props} />;
    case "request_information":
      return <InformationForm {...props} />;
    case "suspend":
      return <SuspendForm {...props} />;
  }
}

function Taken({ view, onTakeOver }: { view: CaseView; onTakeOver: (action: PlacedAction) => void }) {
  const t = useWords(officerWords);
  const commands = useCommand(view);
  const action = placed(view, ["simple"]).find((one) => one.command === "take");

  function take() {
    if (!action?.allowed || commands.pending) return;
    // From a colleague it is asked for once more.
    if (view.taken_by && !view.taken_by.you) {
      onTakeOver(action);
      return;
    }
    void commands.give({ type: "take" }).then(
      () => toast(t("took")),
      () => undefined, // shown below
    );
  }

  useKeys({ t: take, a: take });
  const whose = view.taken_by;
  return (
    <>
      <div className="taken">
        <Chip mood={whose?.you ? "accent" : "info"}>
          {whose ? (whose.you ? t("yours") : t("theirs", { name: whose.name })) : t("nobodys")}
        </Chip>
        {action?.allowed && (
          <Button busy={commands.pending === "take"} onClick={take}>
            {whose ? t("take_over") : t("take")}
          </Button>
        )}
      </div>
      <Refusal error={commands.error} />
    </>
  );
}

export function DecisionPanel({ view }: { view: CaseView }) {
  const t = useWords(officerWords);
  const [search, setSearch] = useSearchParams();
  const [, goTo] = useLocation();
  const [dialog, setDialog] = useState<PlacedAction | null>(null);
  const [help, setHelp] = useState(false);
  const step = view.next_step;
  const order: readonly string[] = FORMS;
  const forms = placed(view, ["form"])
    .filter((one) => isForm(one.command))
    .sort((a, b) => order.indexOf(a.command) - order.indexOf(b.command));
  const simple = placed(view, ["simple"]).filter((one) => one.command !== "take");
  const offered = [...forms, ...simple];
  const now = offered.filter((one) => one.allowed);
  const main = now.find((one) => DECISIONS.includes(one.command));
  const later = offered.filter((one) => !one.allowed && one.reason);
  const notTheirs = later.filter((one) => one.code === "another_person_must_decide");
  const asked = search.get("form") ?? "";
  // It stays open while the case moves on under it: what was typed is shown, and why it cannot be given.
  const open = isForm(asked) && possible(view, asked) ? asked : null;
  const choose = (name: string) => setSearch(changed(search, { form: [name] }), { replace: true });

  useKeys({
    r: () => {
      if (main) choose(main.command);
    },
    u: () => goTo("/"),
    "?": () => setHelp(true),
  });

  return (
    <Card
      title={open ? sentence(possible(view, open)?.words ?? t("panel")) : t("panel")}
      id="next"
      {...(step.yours ? { tone: "accent" as const } : {})}
      aside={
        open ? (
          <Button tone="quiet" onClick={() => choose("")}>
            {t("close_form")}
          </Button>
        ) : (
          <KeysHint keys={main ? ["t", "r", "u"] : ["t", "u"]} onAll={() => setHelp(true)} />
        )
      }
    >
      {!open && (
        <>
          <p className="next-words">{sentence(step.words)}</p>
          {step.if_nothing && (
            <p className="if-nothing">
              <strong>{t("if_late")}</strong> {sentence(step.if_nothing)}
              {step.due_at && (
                <>
                  {" · "}
                  <When at={step.due_at} as="both" deadline />
                </>
              )}
            </p>
          )}
        </>
      )}
      <Taken view={view} onTakeOver={setDialog} />
      {notTheirs.map((one) => (
        <Banner key={one.command} mood="warn" title={t("cannot_decide")}>
          <p>
            {sentence(one.words)}: {one.reason}
          </p>
        </Banner>
      ))}
      {open ? (
        <DecisionForm key={open} name={open} view={view} onDone={() => choose("")} />
      ) : (
        <>
          {now.length > 0 && (
            <div className="actions">
              {now.map((one) => (
                <Button
                  key={one.command}
                  tone={one === main ? "primary" : "plain"}
                  onClick={() => (isForm(one.command) ? choose(one.command) : setDialog(one))}
                >
                  {one.words}
                </Button>
              ))}
            </div>
          )}
          {later.length > notTheirs.length && (
            <details>
              <summary>{t("not_now", { n: later.length - notTheirs.length })}</summary>
              <dl className="facts">
                {later
                  .filter((one) => !notTheirs.includes(one))
                  .map((one) => (
                    <div key={one.command} className="fact">
                      <dt>{sentence(one.words)}</dt>
                      <dd>{one.reason}</dd>
                    </div>
                  ))}
              </dl>
            </details>
          )}
        </>
      )}
      {dialog && <ActionDialog view={view} action={dialog} onClose={() => setDialog(null)} />}
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </Card>
  );
}
