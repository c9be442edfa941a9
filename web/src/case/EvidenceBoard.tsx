/** Both sides' evidence against what each has to show. One's own side takes files: chosen, dropped, pasted or
 * photographed. */
import { type DragEvent, useEffect, useRef, useState } from "react";
import { blobAddress, type CaseView, type ChecklistView, type EvidenceView } from "../api";
import { sentence, useTime, useWords } from "../i18n";
import { Banner, Button, Card, Chip, Choice, Dialog, Field } from "../ui";
import { ACCEPTED, PHOTO } from "./accepted";
import { mayNow } from "./actions";
import { EvidenceViewer } from "./EvidenceViewer";
import { type Sending, type Uploads, useUploads } from "./use-uploads";
import { caseWords } from "./words";

/** `image/png` as people know it: PNG. */
function formOf(mediaType: string): string {
  const form = mediaType.split(/[/;]/)[1] ?? "";
  return form === "plain" ? "TXT" : form.toUpperCase();
}

function Thumb({ item, onOpen }: { item: EvidenceView; onOpen: () => void }) {
  const t = useWords(caseWords);
  const time = useTime();
  const who = item.yours ? t("you") : item.by.words;
  const name = item.caption || item.item.words;
  return (
    <button
      type="button"
      className="thumb"
      onClick={onOpen}
      title={t("added_by", { who, at: time.moment(item.added_at) })}
    >
      {item.thumbnail_url ? (
        <img src={blobAddress(item.thumbnail_url)} alt="" loading="lazy" decoding="async" />
      ) : (
        <span className="thumb-none">{item.media_type ? formOf(item.media_type) : t("not_held")}</span>
      )}
      <span className="thumb-name">{name}</span>
    </button>
  );
}

function SendingRow({ one, uploads }: { one: Sending; uploads: Uploads }) {
  const t = useWords(caseWords);
  const name = one.file.name;
  return (
    <li className="sending">
      {one.state === "failed" ? (
        <Banner mood="danger" title={t("failed", { name })}>
          <p>{one.error}</p>
          <div className="actions">
            <Button onClick={() => uploads.retry(one.id)}>{t("upload")}</Button>
            <Button tone="quiet" onClick={() => uploads.cancel(one.id)}>
              {t("cancel")}
            </Button>
          </div>
        </Banner>
      ) : (
        <>
          <label>
            {one.state === "submitting" ? t("submitting", { name }) : t("uploading", { name })}
            <progress max={1} value={one.part} />
          </label>
          {one.state !== "submitting" && (
            <button type="button" className="link" onClick={() => uploads.cancel(one.id)}>
              {t("cancel")}
            </button>
          )}
        </>
      )}
    </li>
  );
}

function FileButton({
  label,
  camera,
  onFiles,
}: {
  label: string;
  camera?: boolean;
  onFiles: (files: File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>{label}</Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        multiple={!camera}
        accept={camera ? PHOTO : ACCEPTED}
        {...(camera ? { capture: "environment" as const } : {})}
        onChange={(event) => {
          onFiles(Array.from(event.target.files ?? []));
          event.target.value = "";
        }}
      />
    </>
  );
}

type Chosen = { files: File[]; item: string | null };

function AddDialog({
  list,
  chosen,
  uploads,
  onClose,
}: {
  list: ChecklistView;
  chosen: Chosen;
  uploads: Uploads;
  onClose: () => void;
}) {
  const t = useWords(caseWords);
  const choices = list.items.filter((item) => item.need !== "platform");
  const [item, setItem] = useState(chosen.item ?? (choices.length === 1 ? (choices[0]?.code ?? null) : null));
  const [caption, setCaption] = useState("");
  return (
    <Dialog title={t("add")} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!item) return;
          uploads.add(chosen.files, item, caption.trim());
          onClose();
        }}
      >
        <p className="hint">{chosen.files.map((file) => file.name).join("、")}</p>
        <Choice
          legend={t("choose_item")}
          options={choices.map((one) => ({
            code: one.code,
            label: one.words,
            hint: t(`need_${needOf(one.need)}`),
          }))}
          value={item}
          onChange={setItem}
        />
        <Field
          label={t("caption")}
          hint={t("caption_hint")}
          optional
          maxLength={500}
          value={caption}
          onChange={(event) => setCaption(event.target.value)}
        />
        <div className="actions">
          <Button type="submit" tone="primary" disabled={!item}>
            {t("upload")}
          </Button>
          <Button tone="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function needOf(need: string): "required" | "any_of" | "optional" | "platform" {
  return need === "required" || need === "any_of" || need === "platform" ? need : "optional";
}

type ColumnProps = {
  view: CaseView;
  list: ChecklistView;
  /** Files go in here: one's own side, while evidence may be submitted. */
  onFiles: ((files: File[], item: string | null) => void) | null;
  onOpen: (evidence: EvidenceView) => void;
};

function Column({ view, list, onFiles, onOpen }: ColumnProps) {
  const t = useWords(caseWords);
  const party = view.parties.find((one) => one.side.code === list.side.code);
  const [over, setOver] = useState(false);
  const drop = onFiles && {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      onFiles(Array.from(event.dataTransfer.files), null);
    },
  };
  return (
    <section className={over ? "column over" : "column"} {...drop}>
      <h3>{party?.you ? t("you") : sentence(list.side.words)}</h3>
      <ul className="checklist">
        {list.items.map((item) => {
          const shown = view.evidence.filter(
            (one) => one.item.code === item.code && one.by.code === list.side.code,
          );
          const lacking = list.missing.includes(item.code);
          return (
            <li key={item.code} className={item.shown ? "there" : lacking ? "lacking" : undefined}>
              <p className="check-head">
                <span className="check-mark" aria-hidden="true" />
                <span>
                  {sentence(item.words)}{" "}
                  <span className="unseen">{item.shown ? t("shown") : lacking ? t("missing") : ""}</span>
                  <small>{t(`need_${needOf(item.need)}`)}</small>
                </span>
              </p>
              {shown.length > 0 && (
                <div className="thumbs">
                  {shown.map((one) => (
                    <Thumb key={one.id} item={one} onOpen={() => onOpen(one)} />
                  ))}
                </div>
              )}
              {onFiles && item.need !== "platform" && (
                <div className="actions tight">
                  <FileButton label={t("add")} onFiles={(files) => onFiles(files, item.code)} />
                  <span className="on-phone">
                    <FileButton label={t("camera")} camera onFiles={(files) => onFiles(files, item.code)} />
                  </span>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {onFiles && <p className="drop-hint">{t("drop")}</p>}
    </section>
  );
}

export function EvidenceBoard({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const uploads = useUploads(view);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const may = mayNow(view, "submit_evidence");
  const own = view.checklists.find((list) => list.side.code === view.you);

  useEffect(() => {
    if (!may || !own) return;
    const onPaste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? []);
      if (files.length === 0 || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      setChosen({ files, item: null });
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [may, own]);

  const choose = (files: File[], item: string | null) => {
    if (files.length > 0) setChosen({ files, item });
  };

  return (
    <Card title={t("evidence")} id="evidence" aside={<Chip>{view.evidence.length}</Chip>}>
      <p className="hint">{t("evidence_hint")}</p>
      {uploads.sending.length > 0 && (
        <ul className="sendings" aria-live="polite">
          {uploads.sending.map((one) => (
            <SendingRow key={one.id} one={one} uploads={uploads} />
          ))}
        </ul>
      )}
      <div className="board">
        {view.checklists.map((list) => (
          <Column
            key={list.side.code}
            view={view}
            list={list}
            onFiles={may && list === own ? choose : null}
            onOpen={(one) => setOpened(one.id)}
          />
        ))}
      </div>
      {chosen && own && (
        <AddDialog list={own} chosen={chosen} uploads={uploads} onClose={() => setChosen(null)} />
      )}
      {opened && <EvidenceViewer view={view} at={opened} onClose={() => setOpened(null)} />}
    </Card>
  );
}
