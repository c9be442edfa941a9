/** Fields of forms: a label, a hint, what is wrong, and the control. */
import {
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from "react";
import { decimal, parseMoney, sentence, useWords } from "../i18n";
import { uiWords } from "./words";

type Around = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** Says "optional" beside the label. */
  optional?: boolean;
};

function Frame({ id, label, hint, error, optional, children }: Around & { id: string; children: ReactNode }) {
  const t = useWords(uiWords);
  return (
    <div className={error ? "field wrong" : "field"}>
      <label htmlFor={id}>
        {label}
        {optional && <span className="aside"> · {t("optional")}</span>}
      </label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, hint: ReactNode, error: string | null | undefined): string | undefined {
  return [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ") || undefined;
}

/** A line of text. */
export function Field({
  label,
  hint,
  error,
  optional,
  ...input
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional ?? false}>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
    </Frame>
  );
}

/** Text of several lines; it grows with what is written, and says when little room is left. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  maxLength = 20_000,
  ...area
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  const t = useWords(uiWords);
  const left = maxLength - String(area.value ?? "").length;
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional ?? false}>
      <textarea
        rows={4}
        {...area}
        id={id}
        maxLength={maxLength}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
      {left < 500 && <p className="hint">{t("characters_left", { n: left })}</p>}
    </Frame>
  );
}

type MoneyProps = Around & {
  currency: string;
  /** Minor units; null: nothing, or no amount. */
  value: number | null;
  onChange: (minor: number | null) => void;
};

/** An amount, typed as people write it. */
export function MoneyField({ label, hint, error, optional, currency, value, onChange }: MoneyProps) {
  const id = useId();
  const [typed, setTyped] = useState(value === null ? "" : decimal(value, currency));
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional ?? false}>
      <span className="money-field">
        <span aria-hidden="true">{currency}</span>
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, hint, error)}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(parseMoney(event.target.value, currency));
          }}
          onBlur={() => {
            const minor = parseMoney(typed, currency);
            if (minor !== null) setTyped(decimal(minor, currency));
          }}
        />
      </span>
    </Frame>
  );
}

export type ChoiceOption<Code extends string> = {
  code: Code;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
};

type ChoiceProps<Code extends string> = {
  legend: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  options: readonly ChoiceOption<Code>[];
  value: Code | null;
  onChange: (code: Code) => void;
};

/** One of several, as cards that are easy to hit. */
export function Choice<Code extends string>({
  legend,
  hint,
  error,
  options,
  value,
  onChange,
}: ChoiceProps<Code>) {
  const id = useId();
  return (
    <fieldset className="choice" aria-describedby={describedBy(id, hint, error)}>
      <legend>{legend}</legend>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {options.map((option) => (
        <label key={option.code} className="choice-card">
          <input
            type="radio"
            name={id}
            value={option.code}
            checked={value === option.code}
            disabled={option.disabled}
            onChange={() => onChange(option.code)}
          />
          <span>
            {typeof option.label === "string" ? sentence(option.label) : option.label}
            {option.hint && <small>{option.hint}</small>}
          </span>
        </label>
      ))}
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

type CheckProps = { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void };

/** Yes or no. */
export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="choice-card">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
