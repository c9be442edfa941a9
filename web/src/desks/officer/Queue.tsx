/** The cases of this desk, as the server sorts them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Table } from "antd";
import { Link } from "wouter";
import { api, type CaseBrief, got } from "../../api";
import { casesListKey } from "../../case";
import { useWords } from "../../i18n";
import { Chip, ErrorView, Money, Page, uiWords, When } from "../../ui";
import { officerWords } from "./words";

export function Queue() {
  const t = useWords(officerWords);
  const ui = useWords(uiWords);
  const read = useInfiniteQuery({
    queryKey: casesListKey({}),
    queryFn: ({ pageParam, signal }) =>
      got(api.GET("/api/v1/cases", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  if (read.isError) return <ErrorView error={read.error} retry={() => void read.refetch()} />;
  return (
    <Page title={t("queue")}>
      <Table<CaseBrief>
        rowKey="id"
        size="middle"
        pagination={false}
        loading={read.isPending}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: t("none") }}
        dataSource={read.data?.pages.flatMap((page) => page.items) ?? []}
        columns={[
          {
            title: t("kind"),
            render: (_, brief) => (
              <Link href={`/cases/${brief.id}`}>
                {brief.kind.words} · {brief.title}
              </Link>
            ),
          },
          {
            title: t("state"),
            render: (_, brief) => (
              <Chip mood={brief.waiting_for_you ? "accent" : "info"}>
                {(brief.outcome ?? brief.stage).words}
              </Chip>
            ),
          },
          {
            title: t("due"),
            render: (_, brief) => brief.clock && <When at={brief.clock.due_at} as="both" deadline />,
          },
          {
            title: t("amount"),
            align: "right",
            render: (_, brief) => <Money minor={brief.amount_minor} currency={brief.currency} />,
          },
          { title: t("other"), dataIndex: "other_party" },
        ]}
      />
      {read.hasNextPage && (
        <Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </Page>
  );
}
