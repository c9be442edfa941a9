/** The number of a rule, which opens the rule where the desk has a page for it. */
import { Link } from "wouter";

export type RuleHref = (rule: string) => string;

export function RuleTag({ id, words, href }: { id: string; words?: string; href?: RuleHref | undefined }) {
  const mark = (
    <>
      {words && `${words} `}
      <span className="mono">§{id}</span>
    </>
  );
  return href ? (
    <Link href={href(id)} className="rule-tag">
      {mark}
    </Link>
  ) : (
    <span className="rule-tag">{mark}</span>
  );
}
