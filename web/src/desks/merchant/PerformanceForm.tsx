/** Saying that an act was done, with a proof of it. */
import { type FormEvent, useState } from "react";
import { upload } from "../../api";
import { type FormProps, useCommand } from "../../case";
import { useDraft } from "../../drafts";
import { sentence, useTime, useWords } from "../../i18n";
import { Button, Money, Refusal, RestoredNote, toast } from "../../ui";
import { FileInput } from "../staff/FileInput";
import { MovedOn, NotGiven } from "../staff/MovedOn";
import { merchantWords } from "./words";

type Proof = { sha256: string; name: string };

export function PerformanceForm({ view, obligation = "", onDone }: FormProps) {
  const t = useWords(merchantWords);
  const time = useTime();
  const owed = view.obligations.find((one) => one.id === obligation);
  const draft = useDraft<Proof | null>(`${view.id}/record_performance/${obligation}`, null);
  const commands = useCommand(view);
  const [part, setPart] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  async function add(file: File) {
    setFailure(null);
    setPart(0);
    try {
      const kept = await upload(file, file.name, { onProgress: setPart });
      draft.set({ sha256: kept.sha256, name: kept.name || file.name });
    } catch (error) {
      setFailure(error);
    }
    setPart(null);
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (part !== null || commands.pending) return;
    try {
      await commands.give({ type: "record_performance", obligation, sha256: draft.value?.sha256 ?? null });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  return (
    <form className="stack" onSubmit={submit}>
      <MovedOn view={view} />
      {owed && (
        <p>
          <strong>
            {sentence(owed.act.words)}{" "}
            {owed.amount_minor !== null && <Money minor={owed.amount_minor} currency={view.currency} />}
          </strong>
          {owed.due_at && <span className="hint"> · {time.moment(owed.due_at)}</span>}
        </p>
      )}
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <div className="part">
        <h3>{t("perform_proof")}</h3>
        <p className="hint">{t("perform_proof_hint")}</p>
        {draft.value ? (
          <p>
            {draft.value.name}{" "}
            <button type="button" className="link" onClick={() => draft.set(null)}>
              {t("perform_remove")}
            </button>
          </p>
        ) : (
          <div className="actions">
            <FileInput
              label={t("upload")}
              name={t("upload_for", { item: t("perform_proof") })}
              onFiles={([file]) => {
                if (file) void add(file);
              }}
            />
          </div>
        )}
        {part !== null && <progress max={1} value={part} aria-label={t("perform_proof")} />}
        <Refusal error={failure} />
      </div>
      <p>{t("perform_after")}</p>
      <NotGiven view={view} error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null} disabled={part !== null}>
          {t("perform_button")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}
