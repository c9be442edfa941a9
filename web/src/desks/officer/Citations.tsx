/** What a decision rests on: rules found by search, and pieces of evidence of both sides. */
import { useState } from "react";
import { blobAddress, type CaseView } from "../../api";
import { sentence, useWords } from "../../i18n";
import { Field } from "../../ui";
import { officerWords } from "./words";

const SHOWN = 5;

type RulesProps = {
  view: CaseView;
  cited: readonly string[];
  error: string | null;
  onChange: (cited: string[]) => void;
};

/** The rules that hold for this kind alone stand first. */
function matching(view: CaseView, cited: readonly string[], sought: string) {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const kind = view.kind.code;
  const own = (id: string) => id === kind || id.startsWith(`${kind}.`);
  return view.citable
    .filter((rule) => !cited.includes(rule.id))
    .filter((rule) => {
      const text = `${rule.id} ${rule.words}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => Number(own(b.id)) - Number(own(a.id)));
}

export function RulePicker({ view, cited, error, onChange }: RulesProps) {
  const t = useWords(officerWords);
  const [sought, setSought] = useState("");
  const found = matching(view, cited, sought);
  const wordsOf = (id: string) => view.citable.find((rule) => rule.id === id)?.words ?? id;
  return (
    <section className="picker" aria-label={t("cite")}>
      <h3>{t("cite")}</h3>
      {cited.length > 0 && (
        <ul className="picked">
          {cited.map((id) => (
            <li key={id}>
              <span>
                {wordsOf(id)} <span className="mono hint">§{id}</span>
              </span>
              <button
                type="button"
                className="icon-button"
                aria-label={t("cite_remove", { words: wordsOf(id) })}
                onClick={() => onChange(cited.filter((one) => one !== id))}
              >
                <svg viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M6 6l12 12M18 6L6 18" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label={t("cite_search")}
        hint={t("cite_hint")}
        error={error}
        type="search"
        value={sought}
        onChange={(event) => setSought(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          const [first] = found;
          if (!first || !sought.trim()) return;
          onChange([...cited, first.id]);
          setSought("");
        }}
      />
      <ul className="found">
        {found.slice(0, SHOWN).map((rule) => (
          <li key={rule.id}>
            <button
              type="button"
              aria-label={t("cite_add", { words: rule.words })}
              onClick={() => {
                onChange([...cited, rule.id]);
                setSought("");
              }}
            >
              {rule.words} <span className="mono">§{rule.id}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="hint" role="status">
        {found.length === 0
          ? t("cite_none")
          : found.length > SHOWN && t("cite_more", { n: found.length - SHOWN })}
      </p>
    </section>
  );
}

type EvidenceProps = { view: CaseView; picked: readonly string[]; onChange: (picked: string[]) => void };

export function EvidencePicker({ view, picked, onChange }: EvidenceProps) {
  const t = useWords(officerWords);
  return (
    <fieldset className="choice picker">
      <legend>{t("evidence")}</legend>
      <p className="hint">{view.evidence.length > 0 ? t("evidence_hint") : t("evidence_none")}</p>
      {view.evidence.map((item) => (
        <label key={item.id} className="evidence-pick">
          <input
            type="checkbox"
            checked={picked.includes(item.id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...picked, item.id] : picked.filter((one) => one !== item.id))
            }
          />
          {item.thumbnail_url && <img src={blobAddress(item.thumbnail_url)} alt="" loading="lazy" />}
          <span>
            {item.caption || sentence(item.item.words)}
            <small className="hint">
              {item.by.words} · {item.item.words}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
