/** Small pieces within text: an amount, an instant, a mark, the steps of a way. */
import type { ReactNode } from "react";
import { money, relative, sentence, useLanguage, useNow, useTime } from "../i18n";
import type { Mood } from "./states";

/** An amount in the viewer's way of writing. */
export function Money({ minor, currency }: { minor: number; currency: string }) {
  return <span className="money">{money(minor, currency, useLanguage())}</span>;
}

type WhenProps = {
  at: string;
  /** `relative`: "3 小时前", "还剩 31 小时"; `moment`: the date and time; `both`. */
  as?: "relative" | "moment" | "both";
  /** When it has passed it is over, not ago. */
  deadline?: boolean;
};

/** An instant; the exact one, in the viewer's zone, is its title. */
export function When({ at, as = "relative", deadline = false }: WhenProps) {
  const now = useNow(at);
  const to = useLanguage();
  const time = useTime();
  const told = relative(at, now, deadline, to);
  return (
    <time dateTime={at} title={time.exact(at)}>
      {as === "moment" && time.moment(at)}
      {as === "relative" && told}
      {as === "both" && `${told} · ${time.moment(at)}`}
    </time>
  );
}

/** A short mark, e.g. a stage. Its meaning is in its words, never in its colour alone. */
export function Chip({ mood, children }: { mood?: Mood | "accent"; children: ReactNode }) {
  return (
    <span className={`chip ${mood ?? ""}`}>
      {typeof children === "string" ? sentence(children) : children}
    </span>
  );
}

/** Where one is on a way of several steps. */
export function Steps({ steps, at }: { steps: readonly string[]; at: number }) {
  return (
    <ol className="steps">
      {steps.map((step, place) => (
        <li
          key={step}
          className={place < at ? "done" : undefined}
          aria-current={place === at ? "step" : undefined}
        >
          <span>{step}</span>
        </li>
      ))}
    </ol>
  );
}

/** A box with a heading. */
export function Card({
  title,
  aside,
  tone,
  id,
  children,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  tone?: "accent" | "warn";
  id?: string;
  children: ReactNode;
}) {
  return (
    <section className={`card ${tone ?? ""}`} id={id}>
      {title && (
        <header>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
