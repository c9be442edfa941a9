/** My complaints: what waits for me first, then what waits for others; the closed ones apart. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "wouter";
import { api, type CaseBrief, got } from "../../api";
import { casesListKey } from "../../case/keys";
import { useTime, useWords } from "../../i18n";
import { Button, ButtonLink, Chip, Empty, ErrorView, Money, Page, Skeleton, uiWords, When } from "../../ui";
import { Unsent } from "./Unsent";
import { consumerWords } from "./words";

function Row({ brief }: { brief: CaseBrief }) {
  const t = useWords(consumerWords);
  const time = useTime();
  return (
    <li>
      <Link href={`/cases/${brief.id}`} className={brief.waiting_for_you ? "case-row yours" : "case-row"}>
        <span className="case-row-head">
          <strong>{brief.title}</strong>
          <Money minor={brief.amount_minor} currency={brief.currency} />
        </span>
        <span className="hint">
          {brief.kind.words} · {brief.other_party} · {t("opened", { at: time.day(brief.opened_at) })}
        </span>
        <span className="case-row-state">
          <Chip mood={brief.outcome ? "good" : brief.waiting_for_you ? "accent" : "info"}>
            {(brief.outcome ?? brief.stage).words}
          </Chip>
          {brief.clock && (
            <span className="case-row-clock">
              {brief.clock.name.words} · <When at={brief.clock.due_at} deadline />
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}

type Filter = { open: boolean; waiting?: boolean; sort: "due" | "opened" };

function useCases(filter: Filter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: casesListKey(filter),
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, ...(pageParam ? { cursor: pageParam } : {}) };
      return got(api.GET("/api/v1/cases", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    enabled,
  });
}

type Read = ReturnType<typeof useCases>;

function itemsOf(read: Read): CaseBrief[] {
  return read.data?.pages.flatMap((page) => page.items) ?? [];
}

function Rows({ read, title, id }: { read: Read; title?: string; id: string }) {
  const ui = useWords(uiWords);
  const items = itemsOf(read);
  if (items.length === 0) return null;
  return (
    <section className="case-group" aria-labelledby={title ? id : undefined}>
      {title && <h2 id={id}>{title}</h2>}
      <ul className="case-rows">
        {items.map((brief) => (
          <Row key={brief.id} brief={brief} />
        ))}
      </ul>
      {read.hasNextPage && (
        <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </section>
  );
}

export function MyCases() {
  const t = useWords(consumerWords);
  const closed = new URLSearchParams(useSearch()).get("show") === "closed";
  const mine = useCases({ open: true, waiting: true, sort: "due" }, !closed);
  const others = useCases({ open: true, waiting: false, sort: "due" }, !closed);
  const done = useCases({ open: false, sort: "opened" }, closed);
  const reads = closed ? [done] : [mine, others];
  const failed = reads.find((read) => read.isError && !read.data);
  const pending = !failed && reads.some((read) => read.isPending);
  const none = !pending && !failed && reads.every((read) => itemsOf(read).length === 0);
  return (
    <Page
      title={t("my_cases")}
      aside={
        <ButtonLink href="/file" tone="primary">
          {t("file")}
        </ButtonLink>
      }
    >
      <nav className="tabs" aria-label={t("show")}>
        <Link href="/" aria-current={closed ? undefined : "page"}>
          {t("show_open")}
        </Link>
        <Link href="/?show=closed" aria-current={closed ? "page" : undefined}>
          {t("show_closed")}
        </Link>
      </nav>
      {!closed && <Unsent />}
      {pending && <Skeleton lines={9} />}
      {failed && (
        <ErrorView error={failed.error} retry={() => reads.forEach((read) => void read.refetch())} />
      )}
      {none && (
        <Empty title={closed ? t("no_closed") : t("no_cases")}>
          {closed ? t("no_closed_hint") : t("no_cases_hint")}
        </Empty>
      )}
      {!pending &&
        !failed &&
        (closed ? (
          <Rows read={done} id="closed" />
        ) : (
          <>
            <Rows read={mine} title={t("waiting_for_you")} id="mine" />
            {itemsOf(mine).length === 0 && itemsOf(others).length > 0 && (
              <p className="hint">{t("waiting_none")}</p>
            )}
            <Rows read={others} title={t("others_turn")} id="others" />
          </>
        ))}
    </Page>
  );
}
