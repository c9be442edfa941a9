/** Reading a queue page by page, and what it is narrowed to, which lives in the address. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, type CaseBrief, got } from "../../api";
import type { paths } from "../../api/schema";
import { casesListKey } from "../../case";

export type CasesQuery = NonNullable<paths["/api/v1/cases"]["get"]["parameters"]["query"]>;

const PAGE = 25;
const REREAD_MS = 60_000;

/** The cases that fit; `more` while there is a further page. */
export function useQueue(query: CasesQuery) {
  const read = useInfiniteQuery({
    queryKey: casesListKey(query),
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET("/api/v1/cases", {
          params: { query: { ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: REREAD_MS,
  });
  const items: readonly CaseBrief[] = read.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...read, items };
}

/** Parts of an address that change together; what is empty is left out. */
export function changed(
  now: URLSearchParams,
  change: Readonly<Record<string, readonly string[]>>,
): URLSearchParams {
  const next = new URLSearchParams(now);
  for (const [name, values] of Object.entries(change)) {
    next.delete(name);
    for (const value of values) if (value) next.append(name, value);
  }
  return next;
}
