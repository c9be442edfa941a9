/** The one button. `primary` once a screen; `danger` for what cannot be taken back. */
import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "wouter";
import { sentence, useWords } from "../i18n";
import { uiWords } from "./words";

export type Tone = "primary" | "plain" | "quiet" | "danger";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  tone?: Tone;
  /** Something is under way: it cannot be pressed again and says so. */
  busy?: boolean;
  /** Why it cannot be pressed; shown below it, and read out. */
  whyNot?: string | null;
  disabled?: boolean;
  wide?: boolean;
  children: ReactNode;
};

export function Button({
  tone = "plain",
  busy = false,
  whyNot,
  disabled = false,
  wide,
  children,
  ...rest
}: Props) {
  const t = useWords(uiWords);
  const closed = disabled || Boolean(whyNot);
  const button = (
    <button
      type="button"
      {...rest}
      className={`button ${tone}${wide ? " wide" : ""} ${rest.className ?? ""}`}
      // Stays reachable by keyboard, so that its reason can be read.
      aria-disabled={closed || busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (closed || busy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {typeof children === "string" ? sentence(children) : children}
      {busy && <span className="unseen">{t("working")}</span>}
    </button>
  );
  if (!whyNot) return button;
  return (
    <span className="button-with-reason">
      {button}
      <small className="why-not">{whyNot}</small>
    </span>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  href,
  tone = "plain",
  children,
}: {
  href: string;
  tone?: Tone;
  children: ReactNode;
}) {
  return (
    <Link href={href} className={`button ${tone}`}>
      {children}
    </Link>
  );
}
