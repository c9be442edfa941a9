/** The number of a rule, which opens the rule where the desk has a page for it. */
import { Link } from "wouter";
import { sentence } from "../i18n";

/** Null: that rule has no page of its own. */
export type RuleHref = (rule: string) => string | null;

/** Without a page to open, a number says nothing to people: then the words stand alone, if there are any. */
export function RuleTag({ id, words, href }: { id: string; words?: string; href?: RuleHref | undefined }) {
  const to = href?.(id);
  if (!href)
    return words ? (
      <span className="rule-tag" title={`§${id}`}>
        {sentence(words)}
      </span>
    ) : null;
  const mark = (
    <>
      {words && `${words} `}
      <span className="mono">§{id}</span>
    </>
  );
  return to ? (
    <Link href={to} className="rule-tag">
      {mark}
    </Link>
  ) : (
    <span className="rule-tag">{mark}</span>
  );
}
