/** The first question of a complaint: which order it is about. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, got, type OrderView } from "../../../api";
import { useTime, useWords } from "../../../i18n";
import { Button, Empty, ErrorView, Money, Page, Skeleton, uiWords } from "../../../ui";
import { ordersKey } from "./use-order";
import { filingWords } from "./words";
import "./filing.css";

const A_PAGE = 20;

function Order({ order }: { order: OrderView }) {
  const t = useWords(filingWords);
  const time = useTime();
  const paid = order.lines.reduce((sum, line) => sum + line.price_minor + line.freight_minor, 0);
  const [earlier] = order.cases;
  return (
    <li className="order">
      <Link href={`/file/${encodeURIComponent(order.ref)}`} className="case-row">
        <span className="case-row-head">
          <strong>{order.lines.map((line) => line.title || line.ref).join(" · ")}</strong>
          <Money minor={paid} currency={order.currency} />
        </span>
        <span className="hint">
          {t("order_placed", { day: time.day(order.placed_at) })}
          {" · "}
          {order.delivered_at
            ? t("order_delivered", { day: time.day(order.delivered_at) })
            : t("order_under_way")}
        </span>
        <span className="hint mono">{order.ref}</span>
      </Link>
      {earlier && (
        <p className="order-earlier">
          {t("order_has_case")} <Link href={`/cases/${earlier}`}>{t("order_see_case")}</Link>
        </p>
      )}
    </li>
  );
}

export default function PickOrder() {
  const t = useWords(filingWords);
  const ui = useWords(uiWords);
  const read = useInfiniteQuery({
    queryKey: [...ordersKey, "list"],
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { cursor: pageParam, limit: A_PAGE } : { limit: A_PAGE };
      return got(api.GET("/api/v1/orders", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("which_order")} lead={t("which_order_hint")}>
      {read.isPending && <Skeleton lines={9} />}
      {read.isError && !read.data && <ErrorView error={read.error} retry={() => void read.refetch()} />}
      {read.isSuccess && items.length === 0 && (
        <Empty title={t("no_orders")}>
          <p>{t("no_orders_hint")}</p>
        </Empty>
      )}
      <ul className="case-rows">
        {items.map((order) => (
          <Order key={order.ref} order={order} />
        ))}
      </ul>
      {read.hasNextPage && (
        <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </Page>
  );
}
