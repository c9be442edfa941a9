/** All of it once more before it is sent, which way it goes and why, and what happens next by the rules. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import { blobAddress, type KindView } from "../../../api";
import { sentence, useWords } from "../../../i18n";
import { Banner, Card, Money } from "../../../ui";
import { chosenLines, type Filing, ownList, shownUnder, type Step } from "./draft";
import { ProofSays } from "./ProofList";
import { filingWords } from "./words";

type Props = {
  kind: KindView;
  filing: Filing;
  currency: string;
  /** Where a step is changed; null: there is nothing to choose in it. */
  hrefOf: (step: Step) => string | null;
};

function Part({ title, href, children }: { title: string; href: string | null; children: ReactNode }) {
  const t = useWords(filingWords);
  return (
    <section className="review-part">
      <header>
        <h2>{title}</h2>
        {href && (
          <Link href={href} aria-label={t("change_of", { part: title })}>
            {t("change")}
          </Link>
        )}
      </header>
      {children}
    </section>
  );
}

/** The times that the rules of a kind give, by name. */
function spansOf(kind: KindView): (name: string) => string | undefined {
  return (name) => kind.spans.find((span) => span.name.code === name)?.length;
}

export function WhatNext({ kind }: { kind: KindView }) {
  const t = useWords(filingWords);
  const span = spansOf(kind);
  const [talk, before, answer] = [span("talk"), span("talk_before_filing"), span("answer")];
  const [reply, examining] = [span("proof_reply"), span("examining")];
  return (
    <ol className="numbered">
      <li>{t("then_told")}</li>
      {kind.talk_first && talk && <li>{t("then_talk", { talk })}</li>}
      {kind.talk_first && before && <li>{t("then_file", { before })}</li>}
      {answer && <li>{t(kind.talk_first ? "then_answer_filed" : "then_answer", { answer })}</li>}
      <li>{sentence(t("then_silence", { silence: kind.silence }))}</li>
      {reply && examining && <li>{t("then_contest", { reply, examining })}</li>}
      <li>{t("then_withdraw")}</li>
    </ol>
  );
}

export function Review({ kind, filing, currency, hrefOf }: Props) {
  const t = useWords(filingWords);
  const lines = chosenLines(filing);
  const shown = shownUnder(filing, kind);
  const list = ownList(kind);
  const itemOf = (code: string) => list?.items.find((item) => item.code === code)?.words ?? "";
  return (
    <div className="step-columns">
      <div className="stack">
        <Banner
          mood={kind.talk_first ? "info" : "warn"}
          title={t(kind.talk_first ? "review_talk" : "review_file")}
        >
          {t(kind.talk_first ? "review_talk_why" : "review_file_why")}
        </Banner>
        <Card>
          <Part title={t("part_goods")} href={hrefOf("goods")}>
            {lines.map((line) => (
              <p key={line.ref}>{line.title || line.ref}</p>
            ))}
            <p className="hint mono">{filing.order?.ref}</p>
          </Part>
          <Part title={t("step_kind")} href={hrefOf("kind")}>
            <p>{kind.words}</p>
          </Part>
          <Part title={t("step_story")} href={hrefOf("story")}>
            <p className="said review-text">{filing.text.trim()}</p>
          </Part>
          <Part title={t("step_evidence")} href={hrefOf("evidence")}>
            {shown.length === 0 && <p className="hint">{t("none_yet")}</p>}
            <ul className="kepts">
              {shown.map((one) => (
                <li key={one.key} className="kept">
                  {one.thumbnail ? (
                    <img src={blobAddress(one.thumbnail)} alt="" width="56" height="56" />
                  ) : (
                    <span className="kept-none" aria-hidden="true">
                      TXT
                    </span>
                  )}
                  <div className="kept-words">
                    <p className="kept-name">{one.caption || one.name}</p>
                    <p className="hint">{sentence(itemOf(one.item))}</p>
                  </div>
                </li>
              ))}
            </ul>
            {list && (
              <ProofSays kind={kind} list={list} has={(item) => shown.some((one) => one.item === item)} />
            )}
          </Part>
          <Part title={t("step_want")} href={hrefOf("want")}>
            {lines.map((line) => {
              const wanted = filing.wanted[line.ref];
              const remedy = kind.remedies.find((one) => one.code === wanted?.remedy);
              return (
                <p key={line.ref}>
                  {remedy && sentence(remedy.words)}{" "}
                  {remedy?.amount === "claimed" && wanted?.amount_minor ? (
                    <Money minor={wanted.amount_minor} currency={currency} />
                  ) : null}
                  {remedy?.amount === "formula" && <span className="hint">{t("want_formula")}</span>}
                  {lines.length > 1 && <span className="hint"> · {line.title}</span>}
                </p>
              );
            })}
            {!kind.talk_first && filing.escalate && <p className="hint">{t("escalate")}</p>}
          </Part>
        </Card>
      </div>
      <Card title={t("review_next")}>
        <WhatNext kind={kind} />
      </Card>
    </div>
  );
}
