/** One of a few, side by side. */
import { type ReactNode, useId } from "react";

type Props<Code extends string> = {
  legend: ReactNode;
  options: readonly { code: Code; label: ReactNode }[];
  value: Code | null;
  error?: string | null;
  onChange: (code: Code) => void;
};

export function CompactChoice<Code extends string>({ legend, options, value, error, onChange }: Props<Code>) {
  const id = useId();
  return (
    <fieldset className="choice compact" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      <div className="compact-options">
        {options.map((option) => (
          <label key={option.code}>
            <input
              type="radio"
              name={id}
              value={option.code}
              checked={value === option.code}
              onChange={() => onChange(option.code)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
