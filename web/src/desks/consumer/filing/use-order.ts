/** Reading one order of one's own, and the rules under which a complaint about it would go. */
import { useQuery } from "@tanstack/react-query";
import { api, got, type OrderView } from "../../../api";
import { useLanguage } from "../../../i18n";

export const ordersKey = ["orders"] as const;
const A_PAGE = 100;
const MOST_PAGES = 20;

/** An order by its reference; the API lists them, so it is looked for. Null: there is none within reach. */
export function useOrder(ref: string) {
  return useQuery({
    queryKey: [...ordersKey, "one", ref],
    queryFn: async ({ signal }): Promise<OrderView | null> => {
      let cursor: string | null = "";
      for (let pages = 0; cursor !== null && pages < MOST_PAGES; pages += 1) {
        const query: { cursor?: string; limit: number } = cursor
          ? { cursor, limit: A_PAGE }
          : { limit: A_PAGE };
        const page = await got(api.GET("/api/v1/orders", { params: { query }, signal }));
        const found = page.items.find((order) => order.ref === ref);
        if (found) return found;
        cursor = page.next;
      }
      return null;
    },
  });
}

/** The rules in force. They are worded by the server, so each language has its own. */
export function useRules(venue: string) {
  const to = useLanguage();
  return useQuery({
    queryKey: ["rules", venue, to],
    queryFn: ({ signal }) => got(api.GET("/api/v1/rules", { params: { query: { venue } }, signal })),
    staleTime: 300_000,
  });
}
