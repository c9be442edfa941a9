/** Contesting: the list of what has to be shown, filled in on the spot, and the reasons. */
import { type FormEvent, useState } from "react";
import type { CaseView, ChecklistView } from "../../api";
import { type FormProps, possible, type Uploads, useCommand, useUploads } from "../../case";
import { useDraft } from "../../drafts";
import { sentence, useWords } from "../../i18n";
import { Banner, Button, RestoredNote, TextArea, toast } from "../../ui";
import { Confirm } from "../staff/Confirm";
import { FileInput } from "../staff/FileInput";
import { MovedOn } from "../staff/MovedOn";
import { merchantWords } from "./words";

type Item = ChecklistView["items"][number];
const NEEDS = ["required", "any_of", "optional"] as const;

function ItemRow({ item, lacking, uploads }: { item: Item; lacking: boolean; uploads: Uploads }) {
  const t = useWords(merchantWords);
  const sending = uploads.sending.filter((one) => one.item === item.code);
  return (
    <li className={item.shown ? "there" : lacking ? "lacking" : undefined}>
      <div className="check-row">
        <p className="check-head">
          <span className="check-mark" aria-hidden="true" />
          <span>
            {sentence(item.words)}{" "}
            {(item.shown || lacking) && <small>{item.shown ? t("have") : t("need")}</small>}
          </span>
        </p>
        <FileInput
          label={t("upload")}
          name={t("upload_for", { item: item.words })}
          tone={lacking ? "plain" : "quiet"}
          multiple
          onFiles={(files) => uploads.add(files, item.code, "")}
        />
      </div>
      <div aria-live="polite">
        {sending.map((one) => {
          const name = one.file.name;
          if (one.state === "failed") {
            return (
              <Banner key={one.id} mood="danger" title={t("upload_failed", { name })}>
                <p>{one.error}</p>
                <div className="actions">
                  <Button onClick={() => uploads.retry(one.id)}>{t("again")}</Button>
                  <Button tone="quiet" onClick={() => uploads.cancel(one.id)}>
                    {t("cancel")}
                  </Button>
                </div>
              </Banner>
            );
          }
          const words = {
            waiting: "waiting_upload",
            uploading: "uploading",
            submitting: "registering",
          } as const;
          return (
            <label key={one.id} className="hint">
              {t(words[one.state], { name })}
              <progress max={1} value={one.part} />
            </label>
          );
        })}
      </div>
    </li>
  );
}

function OwnChecklist({ view }: { view: CaseView }) {
  const t = useWords(merchantWords);
  const uploads = useUploads(view);
  const list = view.checklists.find((one) => one.side.code === view.you);
  if (!list) return null;
  return (
    <section className="stack" aria-label={t("contest_list")}>
      {NEEDS.map((need) => {
        const items = list.items.filter((item) => item.need === need);
        if (items.length === 0) return null;
        return (
          <div key={need} className="part">
            <h3>
              {t("contest_list")} · {t(need)}
            </h3>
            <ul className="checklist">
              {items.map((item) => (
                <ItemRow
                  key={item.code}
                  item={item}
                  lacking={list.missing.includes(item.code)}
                  uploads={uploads}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

export function ContestForm({ view, onDone }: FormProps) {
  const t = useWords(merchantWords);
  const draft = useDraft(`${view.id}/contest`, "");
  const commands = useCommand(view);
  const [asking, setAsking] = useState(false);
  const may = possible(view, "contest");
  const whyNot = may?.allowed ? null : (may?.reason ?? null);

  async function give() {
    try {
      await commands.give({ type: "contest", text: draft.value.trim() });
    } catch {
      return; // shown in the dialog
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (!whyNot) setAsking(true);
      }}
    >
      <MovedOn view={view} />
      <OwnChecklist view={view} />
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <TextArea
        label={t("contest_text")}
        hint={t("contest_hint")}
        optional
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
      />
      <div className="actions">
        <Button type="submit" tone="primary" whyNot={whyNot}>
          {t("contest_button")}
        </Button>
      </div>
      {asking && (
        <Confirm
          view={view}
          title={t("contest_confirm")}
          yes={t("contest_button")}
          busy={commands.pending !== null}
          error={commands.error}
          onYes={give}
          onClose={() => {
            setAsking(false);
            commands.reset();
          }}
        >
          <p>{t("contest_means")}</p>
          <p>
            <strong>{t("contest_confirm_text")}</strong>
          </p>
        </Confirm>
      )}
    </form>
  );
}
