/** What one has to show for a kind of complaint, what of it is there, and what it changes. */
import type { ReactNode } from "react";
import type { ChecklistView, KindView } from "../../../api";
import { sentence, useWords } from "../../../i18n";
import { missingOf } from "./draft";
import { filingWords } from "./words";

type Needs = "required" | "any_of" | "optional" | "platform";

function needOf(need: string): Needs {
  return need === "required" || need === "any_of" || need === "platform" ? need : "optional";
}

/** Whether all that is needed is there, in words, with what follows from it. */
export function ProofSays({ kind, list, has }: { kind: KindView; list: ChecklistView; has: Has }) {
  const t = useWords(filingWords);
  const words = (items: ChecklistView["items"]) => items.map((item) => item.words).join(t("list_between"));
  const codes = missingOf(list, has);
  const lacking = list.items.filter((item) => codes.includes(item.code));
  const required = lacking.filter((item) => item.need === "required");
  const anyOf = lacking.filter((item) => item.need === "any_of");
  const asked = list.items.some((item) => item.need === "required" || item.need === "any_of");
  if (!asked) return <p>{t("proof_nothing")}</p>;
  return (
    <div className="proof-says" aria-live="polite">
      {lacking.length === 0 ? (
        <p className="proof-good">{t("proof_complete")}</p>
      ) : (
        <>
          {required.length > 0 && (
            <p className="proof-lacking">{t("proof_missing", { items: words(required) })}</p>
          )}
          {anyOf.length > 0 && (
            <p className="proof-lacking">{t("proof_missing_any", { items: words(anyOf) })}</p>
          )}
          <p className="hint">{t("proof_if_missing")}</p>
        </>
      )}
      <p className="hint">{t("proof_if_complete", { silence: kind.silence })}</p>
      {lacking.length > 0 && <p className="hint">{t("proof_now_too")}</p>}
    </div>
  );
}

type Has = (item: string) => boolean;

type Props = {
  list: ChecklistView;
  has: Has;
  /** More for an item, e.g. its files. */
  children?: (item: ChecklistView["items"][number]) => ReactNode;
};

export function ProofList({ list, has, children }: Props) {
  const t = useWords(filingWords);
  const lacking = missingOf(list, has);
  return (
    <ul className="checklist">
      {list.items.map((item) => {
        const there = item.need === "platform" || has(item.code);
        const missing = lacking.includes(item.code);
        return (
          <li key={item.code} className={there ? "there" : missing ? "lacking" : undefined}>
            <p className="check-head">
              <span className="check-mark" aria-hidden="true" />
              <span>
                {sentence(item.words)}{" "}
                <span className="unseen">{there ? t("proof_here") : missing ? t("proof_lacking") : ""}</span>
                <small>{t(`need_${needOf(item.need)}`)}</small>
              </span>
            </p>
            {children?.(item)}
          </li>
        );
      })}
    </ul>
  );
}
