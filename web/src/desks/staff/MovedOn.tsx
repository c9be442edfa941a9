/** A form stands while its case goes on: says so, shows the new state, and keeps what was typed. */
import { useState } from "react";
import { type CaseView, Problem } from "../../api";
import { sentence, useWords } from "../../i18n";
import { Banner, Refusal } from "../../ui";
import { staffWords } from "./words";

/** Above a form: told once the case is another than the one the form was opened on. */
export function MovedOn({ view }: { view: CaseView }) {
  const t = useWords(staffWords);
  const [begun] = useState(view.version);
  if (view.version === begun) return null;
  const since = view.timeline.filter((entry) => entry.version > begun && !entry.yours);
  if (since.length === 0) return null;
  return (
    <Banner mood="warn" title={t("moved_on")}>
      <ul className="dots">
        {since.map((entry) => (
          <li key={`${entry.version}/${entry.event}`}>{sentence(entry.words)}</li>
        ))}
      </ul>
      <p>
        {t("moved_stage", { stage: (view.outcome ?? view.stage).words })} {t("moved_kept")}
      </p>
    </Banner>
  );
}

/** The server's no, close to the button; a conflict says how the case stands now. */
export function NotGiven({ view, error }: { view: CaseView; error: unknown }) {
  const t = useWords(staffWords);
  if (!(error instanceof Problem) || error.status !== 412) return <Refusal error={error} />;
  const latest = view.timeline.at(-1);
  return (
    <Banner mood="danger" title={t("conflict")}>
      {latest && <p>{sentence(latest.words)}</p>}
      <p>
        {t("moved_stage", { stage: (view.outcome ?? view.stage).words })} {t("moved_kept")}
      </p>
    </Banner>
  );
}
