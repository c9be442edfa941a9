/** The platform's queue: by severity and clock, a tab for each step, all of it by keyboard. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button as AntButton, Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "wouter";
import { giveCommand, wordsOf } from "../../api";
import { casesKey } from "../../case";
import { useWords } from "../../i18n";
import { Empty, ErrorView, Page, Skeleton, toast } from "../../ui";
import { CaseTable, focusedCase } from "../staff/CaseTable";
import { move } from "../staff/moving";
import { QueueFoot } from "../staff/QueueFoot";
import { useKeys } from "../staff/use-keys";
import { type CasesQuery, changed, useQueue } from "../staff/use-queue";
import { KeysDialog, KeysHint } from "./Keys";
import { officerWords } from "./words";

const TABS = {
  waiting: { waiting: true },
  examine: { stage: ["examining"] },
  evidence: { stage: ["evidence"] },
  rule: { stage: ["deciding"] },
  review: { stage: ["reviewing"] },
  // Where the staff owe something about performance, it is contested or to be enforced.
  performance: { stage: ["performing"], owed_by: ["staff"] },
  open: { open: true },
  closed: { open: false, sort: "opened" },
} satisfies Record<string, CasesQuery>;
type Tab = keyof typeof TABS;
const TAB_NAMES = Object.keys(TABS) as Tab[];

type Whose = "all" | "me" | "nobody";

function tabOf(search: URLSearchParams): Tab {
  return TAB_NAMES.find((tab) => tab === search.get("tab")) ?? "waiting";
}

function whoseOf(search: URLSearchParams): Whose {
  const taken = search.get("taken");
  return taken === "me" || taken === "nobody" ? taken : "all";
}

/** Takes a case from the queue, without opening it. */
function useTake() {
  const t = useWords(officerWords);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => giveCommand(id, { type: "take" }),
    onSuccess: () => {
      toast(t("took"));
      return client.invalidateQueries({ queryKey: casesKey });
    },
    onError: (error) => toast(wordsOf(error), "danger"),
  });
}

export function Queue() {
  const t = useWords(officerWords);
  const [search, setSearch] = useSearchParams();
  const [help, setHelp] = useState(false);
  const tab = tabOf(search);
  const whose = whoseOf(search);
  const query: CasesQuery = {
    sort: "urgency",
    ...TABS[tab],
    ...(whose === "all" ? {} : { taken: whose }),
  };
  const queue = useQueue(query);
  const taking = useTake();
  const change = (parts: Record<string, string[]>) => setSearch(changed(search, parts), { replace: true });

  function take() {
    const id = focusedCase();
    if (!id) toast(t("pick_first"), "info");
    else if (!taking.isPending) taking.mutate(id);
  }

  useKeys({
    j: () => move(1),
    k: () => move(-1),
    t: take,
    a: take,
    "?": () => setHelp(true),
  });

  return (
    <Page
      title={t("queue")}
      lead={t("queue_lead")}
      aside={<KeysHint keys={["j", "k", "Enter", "t"]} onAll={() => setHelp(true)} />}
    >
      <div className="filters">
        <div className="tabs" role="group" aria-label={t("tabs")}>
          {TAB_NAMES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === tab}
              onClick={() => change({ tab: name === "waiting" ? [] : [name] })}
            >
              {t(`tab_${name}`)}
            </button>
          ))}
        </div>
        <Segmented<Whose>
          aria-label={t("whose")}
          value={whose}
          options={(["all", "me", "nobody"] as const).map((value) => ({ value, label: t(`whose_${value}`) }))}
          onChange={(next) => change({ taken: next === "all" ? [] : [next] })}
        />
      </div>
      {queue.isPending && <Skeleton lines={8} />}
      {queue.isError && <ErrorView error={queue.error} retry={() => void queue.refetch()} />}
      {queue.isSuccess &&
        (queue.items.length > 0 ? (
          <>
            <CaseTable items={queue.items} forStaff stale={queue.isPlaceholderData} label={t(`tab_${tab}`)} />
            <QueueFoot queue={queue} />
          </>
        ) : (
          <Empty title={t("nothing")}>
            <p>{t("nothing_hint")}</p>
            {tab !== "open" && (
              <AntButton onClick={() => change({ tab: ["open"], taken: [] })}>{t("see_open")}</AntButton>
            )}
          </Empty>
        ))}
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </Page>
  );
}
