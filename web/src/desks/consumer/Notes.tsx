/** What the person was told, the newest first. To see the notes is to have read them. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";
import { api, got } from "../../api";
import { useTime, useWords } from "../../i18n";
import { Button, Chip, Empty, ErrorView, Page, Skeleton, uiWords, When } from "../../ui";
import { unreadKey } from "./Bell";
import { consumerWords } from "./words";

const notesKey = ["inbox", "notes"] as const;

export default function Notes() {
  const t = useWords(consumerWords);
  const ui = useWords(uiWords);
  const time = useTime();
  const client = useQueryClient();
  const read = useInfiniteQuery({
    queryKey: notesKey,
    queryFn: ({ pageParam, signal }) =>
      got(api.GET("/api/v1/inbox", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    // What is new stays marked as new while one looks at it.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  });
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = read.data?.pages[0]?.items[0]?.at;
  const anyNew = (read.data?.pages[0]?.unread_count ?? 0) > 0;

  useEffect(() => {
    if (!newest || !anyNew) return;
    got(api.POST("/api/v1/inbox/read", { body: { until: newest } }))
      .then(() => client.invalidateQueries({ queryKey: unreadKey }))
      // They stay unread, which the bell says; the next visit tries again.
      .catch(() => undefined);
  }, [newest, anyNew, client]);

  return (
    <Page title={t("notes")}>
      {read.isPending && <Skeleton lines={8} />}
      {read.isError && <ErrorView error={read.error} retry={() => void read.refetch()} />}
      {read.isSuccess && items.length === 0 && <Empty title={t("no_notes")}>{t("no_notes_hint")}</Empty>}
      {items.length > 0 && (
        <ul className="notes">
          {items.map((note) => (
            <li key={note.id}>
              <Link href={`/cases/${note.case}`} className={note.read ? "note" : "note fresh"}>
                <span className="note-words">
                  {!note.read && <Chip mood="accent">{t("note_new")}</Chip>} {note.words}
                </span>
                <span className="hint">
                  {note.kind.words} · <When at={note.at} as="both" />
                </span>
                {note.due_at && (
                  <span className="hint">{t("note_due", { at: time.moment(note.due_at) })}</span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {read.hasNextPage && (
        <Button busy={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </Page>
  );
}
