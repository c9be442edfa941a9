/** The merchant's cases: by clock, with the money at risk, narrowed by what is asked for. */
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select } from "antd";
import { useSearchParams } from "wouter";
import { api, type CaseBrief, got } from "../../api";
import { useWords } from "../../i18n";
import { useSession } from "../../session";
import { Empty, ErrorView, Money, Page, Skeleton, When } from "../../ui";
import { CaseTable } from "../staff/CaseTable";
import { QueueFoot } from "../staff/QueueFoot";
import { useKeys } from "../staff/use-keys";
import { type CasesQuery, changed, useQueue } from "../staff/use-queue";
import { move } from "../staff/moving";
import { staffWords } from "../staff/words";
import { merchantWords } from "./words";

type Which = "mine" | "open" | "closed";
const OPEN_STAGES = [
  "talking",
  "awaiting_answer",
  "awaiting_consumer",
  "examining",
  "evidence",
  "deciding",
  "ruled",
  "reviewing",
  "performing",
] as const;

function whichOf(search: URLSearchParams): Which {
  const which = search.get("which");
  return which === "mine" || which === "closed" ? which : "open";
}

function queryOf(search: URLSearchParams): CasesQuery {
  const which = whichOf(search);
  const asked = search.getAll("stage");
  const stage = OPEN_STAGES.filter((one) => asked.includes(one));
  const kind = search.getAll("kind");
  return {
    open: which !== "closed",
    ...(which === "mine" ? { waiting: true } : {}),
    sort: which === "closed" ? "opened" : "due",
    ...(stage.length > 0 && which !== "closed" ? { stage } : {}),
    ...(kind.length > 0 ? { kind } : {}),
  };
}

function inAll(items: readonly CaseBrief[]): number {
  return items.reduce((sum, brief) => sum + brief.amount_minor, 0);
}

/** What waits for the merchant, in three figures. */
function Summary() {
  const t = useWords(merchantWords);
  const waiting = useQueue({ open: true, waiting: true, sort: "due" });
  const [first] = waiting.items;
  if (!waiting.isSuccess) return null;
  if (!first) return <p className="lead">{t("sum_none")}</p>;
  const n = waiting.items.length;
  const alike = waiting.items.every((brief) => brief.currency === first.currency);
  return (
    <dl className="figures">
      <div>
        <dt>{t("sum_mine")}</dt>
        <dd>{t(waiting.hasNextPage ? "sum_cases_more" : "sum_cases", { n })}</dd>
      </div>
      {alike && (
        <div>
          <dt>{t("sum_risk")}</dt>
          <dd>
            {waiting.hasNextPage && `${t("at_least")} `}
            <Money minor={inAll(waiting.items)} currency={first.currency} />
          </dd>
        </div>
      )}
      {first.clock && (
        <div>
          <dt>{t("sum_first")}</dt>
          <dd>
            <When at={first.clock.due_at} deadline />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Filters({
  search,
  onChange,
}: {
  search: URLSearchParams;
  onChange: (next: URLSearchParams) => void;
}) {
  const t = useWords(merchantWords);
  const s = useWords(staffWords);
  const { venue } = useSession();
  const which = whichOf(search);
  const rules = useQuery({
    queryKey: ["rules", venue],
    queryFn: ({ signal }) => got(api.GET("/api/v1/rules", { params: { query: { venue } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="filters" role="group" aria-label={s("filters")}>
      <Segmented<Which>
        aria-label={t("which")}
        value={which}
        options={(["mine", "open", "closed"] as const).map((value) => ({
          value,
          label: t(`which_${value}`),
        }))}
        onChange={(next) => onChange(changed(search, { which: [next], stage: [] }))}
      />
      {which !== "closed" && (
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={s("stage")}
          placeholder={s("any_stage")}
          value={search.getAll("stage")}
          options={OPEN_STAGES.map((value) => ({ value, label: s(value) }))}
          onChange={(stage) => onChange(changed(search, { stage }))}
        />
      )}
      <Select
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        aria-label={s("kind")}
        placeholder={s("any_kind")}
        loading={rules.isPending}
        optionFilterProp="label"
        value={search.getAll("kind")}
        options={rules.data?.kinds.map((kind) => ({ value: kind.code, label: kind.words })) ?? []}
        onChange={(kind) => onChange(changed(search, { kind }))}
      />
    </div>
  );
}

export function Queue() {
  const t = useWords(merchantWords);
  const s = useWords(staffWords);
  const [search, setSearch] = useSearchParams();
  const queue = useQueue(queryOf(search));
  const narrowed = search.has("stage") || search.has("kind");
  const change = (next: URLSearchParams) => setSearch(next, { replace: true });
  useKeys({ j: () => move(1), k: () => move(-1) });
  return (
    <Page title={t("queue")} lead={t("queue_lead")} aside={<Summary />}>
      <Filters search={search} onChange={change} />
      {queue.isPending && <Skeleton lines={8} />}
      {queue.isError && <ErrorView error={queue.error} retry={() => void queue.refetch()} />}
      {queue.isSuccess &&
        (queue.items.length > 0 ? (
          <>
            <CaseTable items={queue.items} stale={queue.isPlaceholderData} label={t("queue")} />
            <QueueFoot queue={queue} />
          </>
        ) : narrowed || whichOf(search) !== "mine" ? (
          <Empty title={s("none")}>
            <p>{s("none_hint")}</p>
            {narrowed && (
              <Button onClick={() => change(changed(search, { stage: [], kind: [] }))}>
                {s("clear_filters")}
              </Button>
            )}
          </Empty>
        ) : (
          <Empty title={t("nothing_waits")}>{t("nothing_waits_hint")}</Empty>
        ))}
    </Page>
  );
}
