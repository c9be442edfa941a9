/** Complaints that were begun on this device and not sent. */
import { useState } from "react";
import { unsent } from "../../drafts";
import { useWords } from "../../i18n";
import { Button, ButtonLink, Dialog, When } from "../../ui";
import { FILING, type Filing } from "./filing/draft";
import { consumerWords } from "./words";

/** Those in which something was said. */
function worthTelling() {
  return unsent<Filing>(FILING).filter(({ value }) => value.kind || value.text);
}

/** Nothing while there is none. */
export function Unsent() {
  const t = useWords(consumerWords);
  const [found, setFound] = useState(worthTelling);
  const [leaving, setLeaving] = useState<string | null>(null);
  if (found.length === 0) return null;
  return (
    <section className="case-group" aria-labelledby="unsent">
      <h2 id="unsent">{t("unsent")}</h2>
      <p className="hint">{t("unsent_hint")}</p>
      <ul className="case-rows">
        {found.map(({ form, at, value }) => (
          <li key={form} className="case-row unsent">
            <span className="case-row-head">
              <strong>{value.order?.lines.map((line) => line.title).join(" · ") || value.order?.ref}</strong>
              <span className="hint">
                <When at={new Date(at).toISOString()} />
              </span>
            </span>
            {value.text && <span className="case-row-text">{value.text}</span>}
            <span className="actions">
              <ButtonLink href={`/file/${encodeURIComponent(form.slice(FILING.length))}`}>
                {t("go_on")}
              </ButtonLink>
              <Button tone="quiet" onClick={() => setLeaving(form)}>
                {t("throw_away")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {leaving && (
        <Dialog title={t("throw_away_title")} onClose={() => setLeaving(null)}>
          <p>{t("throw_away_warn")}</p>
          <div className="actions">
            <Button
              tone="danger"
              onClick={() => {
                found.find((one) => one.form === leaving)?.forget();
                setFound(worthTelling());
                setLeaving(null);
              }}
            >
              {t("throw_away")}
            </Button>
            <Button tone="quiet" onClick={() => setLeaving(null)}>
              {t("keep")}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
