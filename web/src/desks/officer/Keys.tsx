/** Which keys do what, always in sight. */
import { Fragment } from "react";
import { useWords } from "../../i18n";
import { Dialog } from "../../ui";
import { officerWords } from "./words";

const MEANINGS = {
  j: "key_down",
  k: "key_up",
  Enter: "key_enter",
  t: "key_take",
  r: "key_rule",
  u: "key_back",
  "?": "key_help",
} as const;
export type Key = keyof typeof MEANINGS;

export function KeysHint({ keys, onAll }: { keys: readonly Key[]; onAll: () => void }) {
  const t = useWords(officerWords);
  return (
    <div className="keys">
      <p className="hint">
        {keys.map((key) => (
          <span key={key}>
            <kbd>{key}</kbd> {t(MEANINGS[key])}
          </span>
        ))}
      </p>
      <button type="button" className="icon-button" aria-label={t("keys")} onClick={onAll}>
        <kbd>?</kbd>
      </button>
    </div>
  );
}

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const t = useWords(officerWords);
  return (
    <Dialog title={t("keys")} onClose={onClose}>
      <dl className="facts">
        {(Object.keys(MEANINGS) as Key[]).map((key) => (
          <Fragment key={key}>
            <dt>
              <kbd>{key}</kbd>
              {key === "t" && (
                <>
                  {" / "}
                  <kbd>a</kbd>
                </>
              )}
            </dt>
            <dd>{t(MEANINGS[key])}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
