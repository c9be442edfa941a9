/** All open clocks: whose they are, how much is left, and the exact instant. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { CaseView, ClockView } from "../api";
import { relative, sentence, useLanguage, useNow, useTime, useWords } from "../i18n";
import { Card, Chip } from "../ui";
import { caseKey } from "./keys";
import { caseWords } from "./words";

const SOON_MS = 24 * 3_600_000;

function Clock({ clock, onOver }: { clock: ClockView; onOver: () => void }) {
  const t = useWords(caseWords);
  const time = useTime();
  const to = useLanguage();
  const now = useNow(clock.due_at);
  const due = clock.due_at && !clock.paused ? Date.parse(clock.due_at) : null;
  const started = Date.parse(clock.started_at);
  const over = due !== null && due <= now;
  const part = due === null ? 0 : Math.min(1, Math.max(0, (now - started) / Math.max(1, due - started)));

  // The server lets a clock lapse; what follows from it is read from there.
  useEffect(() => {
    if (over) onOver();
  }, [over, onOver]);

  return (
    <li
      className={`clock${clock.yours ? " yours" : ""}${due !== null && due - now < SOON_MS ? " soon" : ""}`}
    >
      <div className="clock-head">
        <strong>{sentence(clock.name.words)}</strong>
        <Chip mood={clock.yours ? "accent" : "info"}>
          {clock.yours ? t("yours_clock") : t("others_clock", { who: clock.owed_by.words })}
        </Chip>
      </div>
      <div className="clock-bar" aria-hidden="true">
        <span style={{ width: `${part * 100}%` }} />
      </div>
      {clock.due_at && due !== null ? (
        <p className="clock-left">
          <strong>{relative(clock.due_at, now, true, to)}</strong>
          <time dateTime={clock.due_at} title={time.exact(clock.due_at)}>
            {t("due", { at: time.moment(clock.due_at) })}
          </time>
        </p>
      ) : (
        <p className="clock-left">{t("paused_left", { span: time.span(clock.left_seconds * 1_000) })}</p>
      )}
    </li>
  );
}

/** The clock that ends first stands first. */
export function ClockStrip({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const client = useQueryClient();
  const readAgain = () => void client.invalidateQueries({ queryKey: caseKey(view.id) });
  const clocks = [...view.clocks].sort((a, b) => (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
  return (
    <Card title={t("clocks")} id="clocks">
      {view.paused && <p>{t("case_paused", { why: view.paused.words })}</p>}
      {clocks.length === 0 ? (
        <p className="hint">{t("no_clocks")}</p>
      ) : (
        <ul className="clocks">
          {clocks.map((clock) => (
            <Clock key={clock.id} clock={clock} onOver={readAgain} />
          ))}
        </ul>
      )}
    </Card>
  );
}
