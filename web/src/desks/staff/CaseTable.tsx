/** A queue: a table on a screen, cards on a phone. Each case has one link, which the keyboard moves along. */
import { Table, type TableColumnsType } from "antd";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { type CaseBrief } from "../../api";
import { sentence, useWords } from "../../i18n";
import { Chip, Money } from "../../ui";
import { Due } from "./Due";
import { useNarrow } from "./use-narrow";
import { staffWords } from "./words";

type Props = {
  items: readonly CaseBrief[];
  /** Staff see how grave a case is and who handles it. */
  forStaff?: boolean;
  /** Older than what was asked for, until the new answer is there. */
  stale: boolean;
  label: string;
};

/** What moves along the queue: the links of its cases. */
export function caseLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("a[data-case]")];
}

/** The case whose link has the focus. */
export function focusedCase(): string | null {
  const at = document.activeElement;
  return at instanceof HTMLElement ? (at.dataset.case ?? null) : null;
}

function Subject({ brief }: { brief: CaseBrief }) {
  const t = useWords(staffWords);
  return (
    <div className="subject">
      <Link href={`/cases/${brief.id}`} data-case={brief.id}>
        {brief.title || brief.kind.words}
      </Link>
      <p className="hint">
        {brief.kind.words} · {t("order", { ref: brief.order })}
      </p>
    </div>
  );
}

function State({ brief }: { brief: CaseBrief }) {
  const t = useWords(staffWords);
  const whose = brief.waiting_for_you
    ? t("your_turn")
    : brief.clock && t("waits_for", { who: brief.clock.owed_by.words });
  return (
    <div className="state">
      <Chip mood={brief.waiting_for_you ? "accent" : "info"}>{(brief.outcome ?? brief.stage).words}</Chip>
      {whose && <p className={brief.waiting_for_you ? "mine" : "hint"}>{whose}</p>}
    </div>
  );
}

function Severity({ brief }: { brief: CaseBrief }) {
  const grave = brief.severity.code === "S3" || brief.severity.code === "S4";
  return (
    <span title={brief.severity.words}>
      <Chip {...(grave ? { mood: "danger" as const } : {})}>{brief.severity.code}</Chip>{" "}
      <span className="hint">{sentence(brief.severity.words)}</span>
    </span>
  );
}

function Taken({ brief }: { brief: CaseBrief }) {
  const t = useWords(staffWords);
  if (!brief.taken_by) return <span className="hint">{t("taken_by_nobody")}</span>;
  return brief.taken_by.you ? <strong>{t("taken_by_you")}</strong> : <span>{brief.taken_by.name}</span>;
}

function Cards({ items, forStaff }: { items: readonly CaseBrief[]; forStaff: boolean }) {
  return (
    <ul className="queue-cards">
      {items.map((brief) => (
        <li key={brief.id} className={brief.waiting_for_you ? "card accent" : "card"}>
          <div className="row-head">
            <Subject brief={brief} />
            <strong>
              <Money minor={brief.amount_minor} currency={brief.currency} />
            </strong>
          </div>
          <div className="queue-card-state">
            <State brief={brief} />
            {forStaff && <Severity brief={brief} />}
          </div>
          <Due brief={brief} />
          <p className="hint">
            {brief.other_party}
            {forStaff && " · "}
            {forStaff && <Taken brief={brief} />}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function CaseTable({ items, forStaff = false, stale, label }: Props) {
  const t = useWords(staffWords);
  const narrow = useNarrow();
  const cell = (draw: (brief: CaseBrief) => ReactNode) => (_: unknown, brief: CaseBrief) => draw(brief);
  const columns: TableColumnsType<CaseBrief> = [
    { key: "due", title: t("due"), width: 250, render: cell((brief) => <Due brief={brief} />) },
    ...(forStaff
      ? [
          {
            key: "severity",
            title: t("severity"),
            width: 150,
            render: cell((brief) => <Severity brief={brief} />),
          },
        ]
      : []),
    { key: "case", title: t("case"), render: cell((brief) => <Subject brief={brief} />) },
    { key: "state", title: t("state"), width: 210, render: cell((brief) => <State brief={brief} />) },
    {
      key: "amount",
      title: t("at_risk"),
      width: 120,
      align: "right",
      render: cell((brief) => (
        <strong>
          <Money minor={brief.amount_minor} currency={brief.currency} />
        </strong>
      )),
    },
    { key: "other", title: forStaff ? t("parties") : t("consumer"), width: 140, dataIndex: "other_party" },
    ...(forStaff
      ? [{ key: "taken", title: t("taken"), width: 110, render: cell((brief) => <Taken brief={brief} />) }]
      : []),
  ];
  return (
    <div className={stale ? "queue stale" : "queue"} aria-busy={stale || undefined}>
      {narrow ? (
        <Cards items={items} forStaff={forStaff} />
      ) : (
        <Table<CaseBrief>
          rowKey="id"
          size="small"
          pagination={false}
          aria-label={label}
          dataSource={items as CaseBrief[]}
          columns={columns}
          rowClassName={(brief) => (brief.waiting_for_you ? "row-mine" : "")}
        />
      )}
    </div>
  );
}
