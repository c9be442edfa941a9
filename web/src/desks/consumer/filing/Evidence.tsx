/** What one can show: each file goes up as it is chosen, under the item that it shows. */
import { useRef } from "react";
import { blobAddress, type ChecklistView, type KindView } from "../../../api";
import { useWords } from "../../../i18n";
import { Banner, Button, Card } from "../../../ui";
import { ACCEPTED, PHOTO } from "../../../case/accepted";
import { type Filing, ownList, type Shown, shownUnder } from "./draft";
import { ProofList, ProofSays } from "./ProofList";
import type { FilingUploads } from "./use-filing-uploads";
import { filingWords } from "./words";

/** The item that one's own words can be. */
const STATEMENT = "statement";

function Pick({
  label,
  item,
  camera = false,
  onFiles,
}: {
  label: string;
  item: string;
  camera?: boolean;
  onFiles: (files: File[]) => void;
}) {
  const t = useWords(filingWords);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button aria-label={t("add_for", { action: label, item })} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={t("add_for", { action: label, item })}
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

function Kept({
  shown,
  onCaption,
  onRemove,
}: {
  shown: Shown;
  onCaption: (caption: string) => void;
  onRemove: () => void;
}) {
  const t = useWords(filingWords);
  return (
    <li className="kept">
      {shown.thumbnail ? (
        <img src={blobAddress(shown.thumbnail)} alt="" width="56" height="56" />
      ) : (
        <span className="kept-none" aria-hidden="true">
          TXT
        </span>
      )}
      <div className="kept-words">
        <p className="kept-name">{shown.name}</p>
        <input
          type="text"
          className="kept-caption"
          aria-label={t("caption_of", { name: shown.name })}
          placeholder={t("caption")}
          maxLength={500}
          value={shown.caption}
          onChange={(event) => onCaption(event.target.value)}
        />
        {shown.notes.map((note) => (
          <p key={note} className="hint">
            {note}
          </p>
        ))}
      </div>
      <Button tone="quiet" aria-label={t("remove_named", { name: shown.name })} onClick={onRemove}>
        {t("remove")}
      </Button>
    </li>
  );
}

function UnderWay({ item, uploads }: { item: string; uploads: FilingUploads }) {
  const t = useWords(filingWords);
  const list = uploads.list.filter((one) => one.item === item);
  if (list.length === 0) return null;
  return (
    <ul className="sendings">
      {list.map((one) => (
        <li key={one.id} className="sending">
          {one.error === null ? (
            <>
              <label>
                {t("uploading", { name: one.file.name })}
                <progress max={1} value={one.part} />
              </label>
              <Button tone="quiet" onClick={() => uploads.drop(one.id)}>
                {t("remove")}
              </Button>
            </>
          ) : (
            <Banner mood="danger" title={t("upload_failed", { name: one.file.name })}>
              <p>{one.error}</p>
              <div className="actions">
                {one.again && <Button onClick={() => uploads.retry(one.id)}>{t("try_again")}</Button>}
                <Button tone={one.again ? "quiet" : "plain"} onClick={() => uploads.drop(one.id)}>
                  {t("remove")}
                </Button>
              </div>
            </Banner>
          )}
        </li>
      ))}
    </ul>
  );
}

type Props = {
  kind: KindView;
  filing: Filing;
  change: (patch: (now: Filing) => Partial<Filing>) => void;
  uploads: FilingUploads;
  error: string | null;
};

export function Evidence({ kind, filing, change, uploads, error }: Props) {
  const t = useWords(filingWords);
  const list = ownList(kind);
  if (!list) return null;
  const shown = shownUnder(filing, kind);
  const has = (item: string) => shown.some((one) => one.item === item);

  function alter(one: Shown, to: Partial<Shown> | null) {
    change((now) => ({
      shown: now.shown.flatMap((kept) => (kept.key === one.key ? (to ? [{ ...kept, ...to }] : []) : [kept])),
    }));
  }

  function own(item: ChecklistView["items"][number]) {
    if (item.need === "platform") return null;
    const mine = shown.filter((one) => one.item === item.code);
    const asStatement = item.code === STATEMENT && mine.length === 0 && filing.text.trim() !== "";
    return (
      <>
        {mine.length > 0 && (
          <ul className="kepts">
            {mine.map((one) => (
              <Kept
                key={one.key}
                shown={one}
                onCaption={(caption) => alter(one, { caption })}
                onRemove={() => alter(one, null)}
              />
            ))}
          </ul>
        )}
        <UnderWay item={item.code} uploads={uploads} />
        <div className="actions tight">
          {asStatement && (
            <Button
              onClick={() => {
                const told = new File([filing.text.trim()], t("story_file"), { type: "text/plain" });
                uploads.add([told], item.code);
              }}
            >
              {t("use_story")}
            </Button>
          )}
          <Pick label={t("add_file")} item={item.words} onFiles={(files) => uploads.add(files, item.code)} />
          <span className="on-phone">
            <Pick
              label={t("take_photo")}
              item={item.words}
              camera
              onFiles={(files) => uploads.add(files, item.code)}
            />
          </span>
        </div>
      </>
    );
  }

  return (
    <div className="step-columns">
      <Card title={t("proof_title")}>
        <p className="hint">{t("evidence_types")}</p>
        <ProofList list={list} has={has}>
          {own}
        </ProofList>
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
      </Card>
      <Card>
        <ProofSays kind={kind} list={list} has={has} />
      </Card>
    </div>
  );
}
