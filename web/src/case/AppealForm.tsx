/** The appeal of a party: what it rests on, why, and the new evidence it brings. */
import { type FormEvent, useId, useState } from "react";
import { type CommandOf, upload, wordsOf } from "../api";
import { useDraft } from "../drafts";
import { useWords } from "../i18n";
import { Banner, Button, Choice, Refusal, RestoredNote, TextArea, toast } from "../ui";
import type { FormProps } from "./ActionDialog";
import { ACCEPTED } from "./accepted";
import { useCommand } from "./use-case";
import { caseWords } from "./words";

type Ground = CommandOf<"appeal">["ground"];
type Shown = NonNullable<CommandOf<"appeal">["evidence"]>[number] & { name: string };
type Form = { ground: Ground | null; text: string; item: string; evidence: Shown[] };
const EMPTY: Form = { ground: null, text: "", item: "", evidence: [] };

export function AppealForm({ view, onDone }: FormProps) {
  const t = useWords(caseWords);
  const id = useId();
  const draft = useDraft<Form>(`${view.id}/appeal`, EMPTY);
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const [part, setPart] = useState<number | null>(null);
  const [uploadError, setUploadError] = useState<unknown>(null);
  const { ground, text, evidence } = draft.value;
  const items = (view.checklists.find((list) => list.side.code === view.you)?.items ?? []).filter(
    (one) => one.need !== "platform",
  );
  const item = draft.value.item || (items[0]?.code ?? "");
  const lacksFile = ground === "new_evidence" && evidence.length === 0;

  async function add(files: FileList | null) {
    setUploadError(null);
    for (const file of Array.from(files ?? [])) {
      try {
        setPart(0);
        const kept = await upload(file, file.name, { onProgress: setPart });
        const shown = { item, sha256: kept.sha256, name: file.name };
        draft.set((form) => ({
          ...form,
          evidence: [...form.evidence.filter((one) => one.sha256 !== kept.sha256), shown],
        }));
      } catch (error) {
        setUploadError(error);
      } finally {
        setPart(null);
      }
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!ground || !text.trim() || lacksFile || commands.pending) return;
    const shown = evidence.map((one) => ({ item: one.item, sha256: one.sha256 }));
    try {
      await commands.give({ type: "appeal", ground, text: text.trim(), evidence: shown });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t("appeal_once")}</p>
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <Choice<Ground>
        legend={t("ground")}
        options={[
          { code: "new_evidence", label: t("ground_new") },
          { code: "rule_error", label: t("ground_rule") },
        ]}
        value={ground}
        error={tried && !ground ? t("appeal_pick") : null}
        onChange={(next) => draft.set((form) => ({ ...form, ground: next }))}
      />
      <TextArea
        label={t("appeal_text")}
        value={text}
        error={tried && !text.trim() ? t("text_missing") : null}
        onChange={(event) => draft.set((form) => ({ ...form, text: event.target.value }))}
      />
      {ground === "new_evidence" && (
        <div className="stack">
          <Choice
            legend={t("choose_item")}
            options={items.map((one) => ({ code: one.code, label: one.words }))}
            value={item}
            onChange={(next) => draft.set((form) => ({ ...form, item: next }))}
          />
          <div className="field">
            <label htmlFor={id}>{t("appeal_file")}</label>
            <input
              id={id}
              type="file"
              multiple
              accept={ACCEPTED}
              onChange={(event) => {
                void add(event.target.files);
                event.target.value = "";
              }}
            />
            {part !== null && <progress max={1} value={part} aria-label={t("upload")} />}
            {tried && lacksFile && (
              <p className="error" role="alert">
                {t("appeal_needs_file")}
              </p>
            )}
          </div>
          {uploadError !== null && <Banner mood="danger">{wordsOf(uploadError)}</Banner>}
          <ul className="dots">
            {evidence.map((one) => (
              <li key={one.sha256}>
                {one.name}{" "}
                <button
                  type="button"
                  className="link"
                  onClick={() =>
                    draft.set((form) => ({ ...form, evidence: form.evidence.filter((kept) => kept !== one) }))
                  }
                >
                  {t("remove")}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Refusal error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {t("confirm")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}
