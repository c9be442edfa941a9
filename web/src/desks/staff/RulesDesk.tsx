/** The published rules, for whoever works by them: which packs there are, and each as a page to read. */
import { useQuery } from "@tanstack/react-query";
import { Fragment, useEffect } from "react";
import { Link, Route, Switch, useSearchParams } from "wouter";
import { api, got, type KindView, type RulesView } from "../../api";
import { sentence, useLanguage, useTime, useWords } from "../../i18n";
import { Card, Chip, Empty, ErrorView, NotFound, Page, Skeleton } from "../../ui";
import { packPath, ruleAnchor } from "./rules";
import { staffWords } from "./words";

function usePacks() {
  return useQuery({
    queryKey: ["packs"],
    queryFn: ({ signal }) => got(api.GET("/api/v1/packs", { signal })),
  });
}

type PackBrief = NonNullable<ReturnType<typeof usePacks>["data"]>[number];

function Effective({ from, to }: { from: string; to: string | null }) {
  const t = useWords(staffWords);
  const time = useTime();
  return (
    <span title={time.exact(from)}>
      {to
        ? t("effective_until", { from: time.day(from), to: time.day(to) })
        : t("effective", { from: time.day(from) })}
    </span>
  );
}

function PackRow({ pack }: { pack: PackBrief }) {
  const t = useWords(staffWords);
  const to = useLanguage();
  return (
    <li className="card">
      <div className="row-head">
        <h2>
          <Link href={packPath(pack)}>{pack.words}</Link>
        </h2>
        <Chip {...(pack.in_force ? { mood: "good" as const } : {})}>
          {pack.in_force ? t("in_force") : t("not_in_force")}
        </Chip>
      </div>
      <p>
        <span className="mono">
          {pack.id} {pack.version}
        </span>{" "}
        · <Effective from={pack.effective_from} to={pack.effective_to} />
      </p>
      <p className="hint">
        {pack.venues.length > 0
          ? t("venues", { venues: pack.venues.join(to === "en" ? ", " : "、") })
          : t("every_venue")}
      </p>
      <p className="hint" title={t("fingerprint_hint")}>
        {t("fingerprint")}: <span className="mono">{pack.content_hash.slice(0, 16)}</span>
      </p>
    </li>
  );
}

function PackList() {
  const t = useWords(staffWords);
  const read = usePacks();
  return (
    <Page title={t("rules")} lead={t("rules_lead")}>
      {read.isPending && <Skeleton lines={6} />}
      {read.isError && <ErrorView error={read.error} retry={() => void read.refetch()} />}
      {read.data?.length === 0 && <Empty title={t("no_packs")}>{t("no_packs_hint")}</Empty>}
      <ul className="packs">
        {read.data?.map((pack) => (
          <PackRow key={`${pack.id}/${pack.version}`} pack={pack} />
        ))}
      </ul>
    </Page>
  );
}

function needOf(need: string): "required" | "any_of" | "optional" | "platform" {
  return need === "required" || need === "any_of" || need === "platform" ? need : "optional";
}

function amountOf(amount: string): "claimed" | "formula" | "none" {
  return amount === "claimed" || amount === "formula" ? amount : "none";
}

function Remedies({ kind }: { kind: KindView }) {
  const t = useWords(staffWords);
  return (
    <Card title={t("remedies")}>
      <dl className="facts wide">
        {kind.remedies.map((remedy) => (
          <Fragment key={remedy.code}>
            <dt>{sentence(remedy.words)}</dt>
            <dd>
              {sentence(remedy.acts.map((act) => act.words).join(" + "))}
              <span className="hint"> · {t(`amount_${amountOf(remedy.amount)}`)}</span>
            </dd>
          </Fragment>
        ))}
      </dl>
    </Card>
  );
}

function Checklists({ kind }: { kind: KindView }) {
  const t = useWords(staffWords);
  return (
    <Card title={t("checklists")}>
      <div className="board">
        {kind.checklists.map((list) => (
          <section key={list.side.code} className="column">
            <h3>{t("shows", { side: list.side.words })}</h3>
            {list.items.length === 0 && <p className="hint">{t("nothing_to_show")}</p>}
            <ul className="dots">
              {list.items.map((item) => (
                <li key={item.code}>
                  {sentence(item.words)} <span className="hint">· {t(`need_${needOf(item.need)}`)}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  );
}

function Spans({ kind }: { kind: KindView }) {
  const t = useWords(staffWords);
  return (
    <Card title={t("spans")}>
      <table className="spans">
        <thead>
          <tr>
            <th scope="col">{t("span")}</th>
            <th scope="col">{t("length")}</th>
            <th scope="col">{t("source")}</th>
          </tr>
        </thead>
        <tbody>
          {kind.spans.map((span) => (
            <tr key={span.name.code} id={ruleAnchor(span.name.code)}>
              <th scope="row">
                {span.name.words} <span className="mono hint">§{span.name.code}</span>
              </th>
              <td>{span.length}</td>
              <td className="hint">{span.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Kind({ kind }: { kind: KindView }) {
  const t = useWords(staffWords);
  return (
    <>
      <Card
        title={
          <>
            {kind.words} <span className="mono hint">§{kind.code}</span>
          </>
        }
        id={ruleAnchor(kind.code)}
      >
        <dl className="facts">
          <dt>{t("severity")}</dt>
          <dd>
            {kind.severity.code} · {sentence(kind.severity.words)}
          </dd>
          <dt>{t("talking")}</dt>
          <dd>{kind.talk_first ? t("talk_first") : t("no_talk")}</dd>
          <dt>{t("silence")}</dt>
          <dd>{sentence(kind.silence)}</dd>
          <dt>{t("basis")}</dt>
          <dd>{kind.basis}</dd>
        </dl>
      </Card>
      <Remedies kind={kind} />
      <Checklists kind={kind} />
      <Spans kind={kind} />
    </>
  );
}

function Pack({ rules }: { rules: RulesView }) {
  const t = useWords(staffWords);
  const [search, setSearch] = useSearchParams();
  const kind = rules.kinds.find((one) => one.code === search.get("kind")) ?? rules.kinds[0];

  // The page was not there yet when the browser looked for the place.
  useEffect(() => {
    if (!location.hash) return;
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    place?.scrollIntoView({ block: "center" });
    place?.classList.add("sought");
  }, [kind?.code]);

  if (!kind) return <Empty title={t("no_kinds")} />;
  return (
    <div className="pack">
      <nav className="kinds" aria-label={t("kinds")}>
        <h2>{t("kinds")}</h2>
        <ul>
          {rules.kinds.map((one) => (
            <li key={one.code}>
              <button
                type="button"
                aria-current={one === kind ? "true" : undefined}
                onClick={() => setSearch({ kind: one.code })}
              >
                {one.words} <span className="hint">{one.severity.code}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="stack">
        <Kind key={kind.code} kind={kind} />
      </div>
    </div>
  );
}

function PackPage({ id, version }: { id: string; version: string }) {
  const t = useWords(staffWords);
  const read = useQuery({
    queryKey: ["packs", id, version],
    queryFn: ({ signal }) =>
      got(api.GET("/api/v1/packs/{id}/{version}", { params: { path: { id, version } }, signal })),
  });
  const rules = read.data;
  return (
    <Page
      key={rules ? "read" : "reading"}
      title={rules?.pack.words ?? t("rules")}
      lead={
        rules && (
          <>
            <span className="mono">
              {id} {version}
            </span>{" "}
            · <Effective from={rules.effective_from} to={rules.effective_to} /> · {t("currency")}{" "}
            {rules.currency}
          </>
        )
      }
      aside={<Link href="/rules">{t("all_packs")}</Link>}
    >
      {read.isPending && <Skeleton lines={8} />}
      {read.isError && <ErrorView error={read.error} retry={() => void read.refetch()} />}
      {rules && <Pack rules={rules} />}
    </Page>
  );
}

export function RulesDesk() {
  return (
    <Switch>
      <Route path="/rules" component={PackList} />
      <Route path="/rules/:id/:version">
        {({ id, version }) => <PackPage key={`${id}/${version}`} id={id} version={version} />}
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}
