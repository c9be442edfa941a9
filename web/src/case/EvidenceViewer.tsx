/** A piece of evidence in full: pictures with zoom and rotation, film, sound, documents. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { blobAddress, type CaseView, type EvidenceView } from "../api";
import { useTime, useWords } from "../i18n";
import { Button, Dialog } from "../ui";
import { caseWords } from "./words";

const MOST_ZOOM = 8;
const LEAST_ZOOM = 1;
const STEP = 1.4;
type Look = { zoom: number; turn: number; x: number; y: number };
const PLAIN: Look = { zoom: 1, turn: 0, x: 0, y: 0 };

function Picture({ address, name }: { address: string; name: string }) {
  const t = useWords(caseWords);
  const [look, setLook] = useState<Look>(PLAIN);
  const held = useRef<{ x: number; y: number } | null>(null);

  function zoom(by: number) {
    setLook((now) => {
      const next = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, now.zoom * by));
      return next === LEAST_ZOOM ? { ...now, zoom: next, x: 0, y: 0 } : { ...now, zoom: next };
    });
  }

  function drag(event: PointerEvent) {
    const from = held.current;
    if (!from) return;
    held.current = { x: event.clientX, y: event.clientY };
    setLook((now) =>
      now.zoom === LEAST_ZOOM
        ? now
        : { ...now, x: now.x + event.clientX - from.x, y: now.y + event.clientY - from.y },
    );
  }

  function press(event: KeyboardEvent) {
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "r") setLook((now) => ({ ...now, turn: (now.turn + 90) % 360 }));
    else if (event.key === "0") setLook(PLAIN);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div
        className="picture"
        role="group"
        aria-label={name}
        tabIndex={0}
        onKeyDown={press}
        onWheel={(event) => zoom(event.deltaY < 0 ? STEP : 1 / STEP)}
        onPointerDown={(event) => {
          held.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          held.current = null;
        }}
        onDoubleClick={() =>
          setLook((now) => (now.zoom > LEAST_ZOOM ? PLAIN : { ...now, zoom: STEP * STEP }))
        }
      >
        <img
          src={address}
          alt={name}
          draggable={false}
          style={{
            transform: `translate(${look.x}px, ${look.y}px) scale(${look.zoom}) rotate(${look.turn}deg)`,
          }}
        />
      </div>
      <div className="actions tight">
        <Button onClick={() => zoom(STEP)}>{t("zoom_in")}</Button>
        <Button onClick={() => zoom(1 / STEP)}>{t("zoom_out")}</Button>
        <Button onClick={() => setLook((now) => ({ ...now, turn: (now.turn + 90) % 360 }))}>
          {t("rotate")}
        </Button>
        <Button tone="quiet" onClick={() => setLook(PLAIN)}>
          {t("reset")}
        </Button>
      </div>
    </>
  );
}

function Shown({ item, name }: { item: EvidenceView; name: string }) {
  const t = useWords(caseWords);
  if (!item.shown_url) return <p className="hint">{item.media_type ? t("no_preview") : t("not_held")}</p>;
  const address = blobAddress(item.shown_url);
  const family = item.media_type.split("/")[0];
  if (family === "image") return <Picture key={item.id} address={address} name={name} />;
  if (family === "video") return <video src={address} controls preload="metadata" />;
  if (family === "audio") return <audio src={address} controls preload="metadata" />;
  return (
    <p>
      <a className="button plain" href={address} target="_blank" rel="noreferrer">
        {t("open_file")}
      </a>
    </p>
  );
}

/** `at`: the id of the item that is shown first; the others of the case can be reached from it. */
export function EvidenceViewer({ view, at, onClose }: { view: CaseView; at: string; onClose: () => void }) {
  const t = useWords(caseWords);
  const time = useTime();
  const [id, setId] = useState(at);
  const place = view.evidence.findIndex((one) => one.id === id);
  const item = view.evidence[place];
  if (!item) return null;
  const name = item.caption || item.item.words;
  const before = view.evidence[place - 1];
  const after = view.evidence[place + 1];
  return (
    <Dialog title={name} onClose={onClose} wide>
      <p className="hint">
        {item.item.words} ·{" "}
        {t("added_by", { who: item.yours ? t("you") : item.by.words, at: time.moment(item.added_at) })}
      </p>
      <Shown item={item} name={name} />
      <div className="actions tight">
        {before && <Button onClick={() => setId(before.id)}>← {t("previous")}</Button>}
        {after && <Button onClick={() => setId(after.id)}>{t("next")} →</Button>}
        {item.original_url && (
          <a className="button quiet" href={blobAddress(item.original_url)} target="_blank" rel="noreferrer">
            {t("open_original")}
          </a>
        )}
      </div>
    </Dialog>
  );
}
