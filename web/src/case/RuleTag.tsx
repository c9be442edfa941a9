/** A rule in words, which opens the rule where the desk has a page for it. Its number is for whoever points at it. */
import { Link } from "wouter";
import { sentence, useWords } from "../i18n";
import { caseWords } from "./words";

/** Null: that rule has no page of its own. */
export type RuleHref = (rule: string) => string | null;

/** Without words and without a page there is nothing that a number would tell people. */
export function RuleTag({ id, words, href }: { id: string; words?: string; href?: RuleHref | undefined }) {
  const t = useWords(caseWords);
  const to = href?.(id);
  const said = words ? sentence(words) : to ? t("rule_source") : null;
  if (said === null) return null;
  return to ? (
    <Link href={to} className="rule-tag" title={`§${id}`}>
      {said}
    </Link>
  ) : (
    <span className="rule-tag" title={`§${id}`}>
      {said}
    </span>
  );
}
