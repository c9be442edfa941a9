/** The states that every screen has besides its content: loading, empty, failed, offline; and short notes. */
import { type ReactNode, useEffect, useState } from "react";
import { Problem, useOnline, wordsOf } from "../api";
import { useWords } from "../i18n";
import { Button } from "./Button";
import { uiWords } from "./words";

export type Mood = "info" | "good" | "warn" | "danger";

/** A note within the page. */
export function Banner({
  mood = "info",
  title,
  children,
}: {
  mood?: Mood;
  title?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={`banner ${mood}`} role={mood === "danger" ? "alert" : undefined}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}

/** Nothing is here, and what one can do about it. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 48" aria-hidden="true">
        <path d="M8 30c12 14 36 14 48 0M12 16l14 8M52 16l-14 8" />
      </svg>
      <h2>{title}</h2>
      {children && <div>{children}</div>}
    </div>
  );
}

/** Grey lines where text will be. */
export function Skeleton({ lines = 3, label }: { lines?: number; label?: string }) {
  const t = useWords(uiWords);
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{label ?? t("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Something could not be read: why, and another try. */
export function ErrorView({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useWords(uiWords);
  return (
    <Banner mood="danger" title={t("error_title")}>
      <p>{wordsOf(error)}</p>
      {error instanceof Problem && error.requestId && (
        <p className="hint mono">{t("request_id", { id: error.requestId })}</p>
      )}
      {retry && (
        <p>
          <Button onClick={retry}>{t("retry")}</Button>
        </p>
      )}
    </Banner>
  );
}

/** A "no" to what was just tried, close to its button. */
export function Refusal({ error }: { error: unknown }) {
  if (!error) return null;
  return <Banner mood="danger">{wordsOf(error)}</Banner>;
}

/** What was typed earlier is back; it can be thrown away. */
export function RestoredNote({ restored, clear }: { restored: boolean; clear: () => void }) {
  const t = useWords(uiWords);
  if (!restored) return null;
  return (
    <p className="restored">
      {t("restored")}{" "}
      <button type="button" className="link" onClick={clear}>
        {t("discard")}
      </button>
    </p>
  );
}

/** Told while nothing comes through. */
export function OfflineBanner() {
  const t = useWords(uiWords);
  const online = useOnline();
  return (
    <div aria-live="polite" className="offline">
      {!online && <p>{t("offline")}</p>}
    </div>
  );
}

type Note = { id: number; text: string; mood: Mood };
let notes: readonly Note[] = [];
let made = 0;
let draw: (() => void) | null = null;
const SHOWN_MS = 6_000;

/** Say something short at the foot of the screen, e.g. "sent". */
export function toast(text: string, mood: Mood = "good"): void {
  made += 1;
  const note = { id: made, text, mood };
  // The same again, as after two quick presses, is said once.
  notes = [...notes.filter((one) => one.text !== text).slice(-2), note];
  draw?.();
  window.setTimeout(() => {
    notes = notes.filter((one) => one !== note);
    draw?.();
  }, SHOWN_MS);
}

/** Where the short notes appear; once a page. */
export function Toasts() {
  const [shown, setShown] = useState(notes);
  useEffect(() => {
    draw = () => setShown(notes);
    return () => {
      draw = null;
    };
  }, []);
  return (
    <div className="toasts" role="status">
      {shown.map((note) => (
        <p key={note.id} className={note.mood}>
          {note.text}
        </p>
      ))}
    </div>
  );
}
