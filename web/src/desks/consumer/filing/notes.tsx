/** What is told above the questions: an earlier complaint, another tab. */
import { Link } from "wouter";
import { useWords } from "../../../i18n";
import { Banner, Button } from "../../../ui";
import type { Bought } from "./draft";
import { filingWords } from "./words";

/** Another kind of problem can be another case; the same one goes on where it is. */
export function Earlier({ order }: { order: Bought }) {
  const t = useWords(filingWords);
  const [earlier] = order.cases;
  if (!earlier) return null;
  return (
    <Banner title={t("has_case_title")}>
      {t("has_case")} <Link href={`/cases/${earlier}`}>{t("see_case")}</Link>
    </Banner>
  );
}

/** Another tab has this draft too. */
export function Elsewhere({ found, onLoad }: { found: "same" | "changed" | "gone"; onLoad: () => void }) {
  const t = useWords(filingWords);
  if (found === "same") return null;
  if (found === "gone") {
    return (
      <Banner mood="warn" title={t("elsewhere_gone")}>
        <Link href="/">{t("to_my_cases")}</Link>
      </Banner>
    );
  }
  return (
    <Banner mood="warn" title={t("elsewhere_title")}>
      <p>{t("elsewhere")}</p>
      <p>
        <Button onClick={onLoad}>{t("elsewhere_load")}</Button>
      </p>
    </Banner>
  );
}
