/** What the viewer was told: a bell with the number of unread notes, and the notes themselves. */
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Badge, Button, Drawer } from "antd";
import { useState } from "react";
import { useLocation } from "wouter";
import { api, got } from "../../api";
import { useWords } from "../../i18n";
import { Chip, Empty, ErrorView, Refusal, Skeleton, uiWords, When } from "../../ui";
import { staffWords } from "./words";

const inboxKey = ["inbox"] as const;
const REREAD_MS = 60_000;
const PAGE = 20;

function useInbox() {
  return useInfiniteQuery({
    queryKey: inboxKey,
    queryFn: ({ pageParam, signal }) =>
      got(
        api.GET("/api/v1/inbox", {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    refetchInterval: REREAD_MS,
  });
}

function Notes({ onGone }: { onGone: () => void }) {
  const t = useWords(staffWords);
  const ui = useWords(uiWords);
  const client = useQueryClient();
  const [, goTo] = useLocation();
  const read = useInbox();
  const notes = read.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = notes[0];
  const mark = useMutation({
    mutationFn: async (until: string) => {
      const { error, response } = await api.POST("/api/v1/inbox/read", { body: { until } });
      if (!response.ok) await got(Promise.resolve({ error, response }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: inboxKey }),
  });
  if (read.isPending) return <Skeleton lines={6} />;
  if (read.isError) return <ErrorView error={read.error} retry={() => void read.refetch()} />;
  if (!newest) return <Empty title={t("inbox_empty")}>{t("inbox_empty_hint")}</Empty>;
  return (
    <>
      {notes.some((note) => !note.read) && (
        <Button loading={mark.isPending} onClick={() => mark.mutate(newest.at)}>
          {t("all_read")}
        </Button>
      )}
      <Refusal error={mark.error} />
      <ul className="notes">
        {notes.map((note) => (
          <li key={note.id} className={note.read ? undefined : "fresh"}>
            <button
              type="button"
              className="note"
              onClick={() => {
                onGone();
                goTo(`/cases/${note.case}`);
              }}
            >
              <span className="row-head">
                <strong>{note.words}</strong>
                {!note.read && <Chip mood="accent">{t("unread")}</Chip>}
              </span>
              <span className="hint">
                {note.kind.words} · <When at={note.at} as="both" />
              </span>
              {note.due_at && (
                <span className="hint">
                  {t("due")}: <When at={note.due_at} as="both" deadline />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {read.hasNextPage && (
        <Button loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </>
  );
}

export function InboxBell() {
  const t = useWords(staffWords);
  const [open, setOpen] = useState(false);
  const n = useInbox().data?.pages[0]?.unread_count ?? 0;
  return (
    <>
      <button
        type="button"
        className="icon-button bell"
        aria-label={n > 0 ? t("inbox_unread", { n }) : t("inbox")}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Badge count={n} size="small" overflowCount={99}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M6 16v-5a6 6 0 0112 0v5l1.5 2h-15zM10 20.5a2 2 0 004 0" />
          </svg>
        </Badge>
      </button>
      <Drawer
        title={t("inbox")}
        open={open}
        onClose={() => setOpen(false)}
        destroyOnHidden
        size={420}
        classNames={{ body: "inbox" }}
      >
        <Notes onGone={() => setOpen(false)} />
      </Drawer>
    </>
  );
}
