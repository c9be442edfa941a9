/** How many notes have not been read; leads to them. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, got } from "../../api";
import { useWords } from "../../i18n";
import { consumerWords } from "./words";

/** Under this name the number of unread notes is kept. */
export const unreadKey = ["inbox", "unread"] as const;
const EVERY_MS = 60_000;
const MOST_SHOWN = 99;

export function Bell() {
  const t = useWords(consumerWords);
  const read = useQuery({
    queryKey: unreadKey,
    queryFn: async ({ signal }) => {
      const page = await got(api.GET("/api/v1/inbox", { params: { query: { limit: 1 } }, signal }));
      return page.unread_count;
    },
    refetchInterval: EVERY_MS,
  });
  const unread = read.data ?? 0;
  return (
    <Link
      href="/notes"
      className="icon-button bell"
      aria-label={unread > 0 ? t("notes_unread", { n: unread }) : t("notes")}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M6 17V11a6 6 0 0112 0v6l1.5 2h-15zM10 21.5h4" />
      </svg>
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      )}
    </Link>
  );
}
