/** A dialog over the page: the browser's own, which keeps the focus inside and gives it back. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import { sentence, useWords } from "../i18n";
import { uiWords } from "./words";

type Props = {
  title: ReactNode;
  onClose: () => void;
  /** Escape and the cross do nothing: only the buttons within end it. */
  sticky?: boolean;
  wide?: boolean;
  children: ReactNode;
};

/** Open as long as it is drawn. */
export function Dialog({ title, onClose, sticky = false, wide = false, children }: Props) {
  const t = useWords(uiWords);
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    if (shown && !shown.open) shown.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        // Fields within (a file input) fire `cancel` too, and it bubbles.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        if (!sticky) onClose();
      }}
    >
      <header>
        <h2 id={id}>{typeof title === "string" ? sentence(title) : title}</h2>
        {!sticky && (
          <button type="button" className="icon-button" aria-label={t("close")} onClick={() => onClose()}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" />
            </svg>
          </button>
        )}
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
