/** Where a rule is to be read. */
import type { CaseView } from "../../api";

/** The id of a rule within its page. */
export function ruleAnchor(rule: string): string {
  return `rule-${rule}`;
}

export function packPath(pack: { id: string; version: string }): string {
  return `/rules/${encodeURIComponent(pack.id)}/${encodeURIComponent(pack.version)}`;
}

/** The page of the rules that a case is judged by, at a rule of its kind. */
export function rulesOf(view: CaseView, rule = ""): string {
  const anchor = rule ? `#${ruleAnchor(rule)}` : "";
  return `${packPath(view.pack)}?kind=${encodeURIComponent(view.kind.code)}${anchor}`;
}

/** The addresses of those rules of a case that have a place on that page: its kind and its time limits. */
export function ruleHrefOf(view: CaseView): (rule: string) => string | null {
  return (rule) => (rule.includes(".") ? null : rulesOf(view, rule));
}
