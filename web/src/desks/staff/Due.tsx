/** A deadline in a queue: how much is left, how pressing it is for the viewer, whose it is. */
import type { CaseBrief } from "../../api";
import { useNow, useTime, useWords } from "../../i18n";
import { Chip, type Mood, When } from "../../ui";
import { staffWords } from "./words";

const HOUR_MS = 3_600_000;
const URGENT_MS = 6 * HOUR_MS;
const SOON_MS = 24 * HOUR_MS;

type Pressing = "over" | "urgent" | "soon";
const MOODS: Record<Pressing, Mood> = { over: "danger", urgent: "danger", soon: "warn" };

function pressing(left: number): Pressing | null {
  if (left <= 0) return "over";
  if (left < URGENT_MS) return "urgent";
  return left < SOON_MS ? "soon" : null;
}

export function Due({ brief }: { brief: CaseBrief }) {
  const t = useWords(staffWords);
  const time = useTime();
  const now = useNow(brief.clock?.due_at);
  const clock = brief.clock;
  if (!clock) return <span className="hint">{t("no_deadline")}</span>;
  // Another side's deadline does not press the viewer.
  const press = clock.yours ? pressing(Date.parse(clock.due_at) - now) : null;
  return (
    <div className="due">
      <p className={press ? "due-left pressing" : "due-left"}>
        <strong>
          <When at={clock.due_at} deadline />
        </strong>
        {press && press !== "over" && <Chip mood={MOODS[press]}>{t(press)}</Chip>}
      </p>
      <p className="hint" title={time.exact(clock.due_at)}>
        {clock.name.words} · {time.moment(clock.due_at)}
      </p>
    </div>
  );
}
