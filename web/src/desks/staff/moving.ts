/** Moving along a queue by keyboard: the focus goes from link to link. */
import { caseLinks } from "./CaseTable";

/** To the next (1) or the previous (-1) case; the first where none has the focus. */
export function move(by: 1 | -1): void {
  const links = caseLinks();
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
