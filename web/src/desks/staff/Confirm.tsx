/** The last question before something that cannot be taken back: its consequence, then yes or back. */
import { type ReactNode, useRef } from "react";
import type { CaseView } from "../../api";
import { useWords } from "../../i18n";
import { Button, Dialog, type Tone } from "../../ui";
import { NotGiven } from "./MovedOn";
import { staffWords } from "./words";

type Props = {
  view: CaseView;
  title: string;
  /** What the button that does it says. */
  yes: string;
  tone?: Tone;
  wide?: boolean;
  busy: boolean;
  error: unknown;
  onYes: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
};

export function Confirm({
  view,
  title,
  yes,
  tone = "primary",
  wide = false,
  busy,
  error,
  onYes,
  onClose,
  children,
}: Props) {
  const t = useWords(staffWords);
  // The second press of a double click comes before anything is drawn.
  const giving = useRef(false);

  async function give() {
    if (giving.current) return;
    giving.current = true;
    await onYes();
    giving.current = false;
  }

  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      {children}
      <NotGiven view={view} error={error} />
      <div className="actions">
        <Button tone={tone} busy={busy} onClick={() => void give()}>
          {yes}
        </Button>
        <Button tone="quiet" onClick={onClose}>
          {t("back")}
        </Button>
      </div>
    </Dialog>
  );
}
