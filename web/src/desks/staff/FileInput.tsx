/** A button that asks for files. */
import { useRef } from "react";
import { ACCEPTED } from "../../case";
import { Button, type Tone } from "../../ui";

type Props = {
  label: string;
  name?: string;
  tone?: Tone;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
};

/** `name`: what it is read out as, where the label alone says too little. */
export function FileInput({ label, name, tone = "plain", multiple = false, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button tone={tone} aria-label={name ?? label} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={name ?? label}
        multiple={multiple}
        accept={ACCEPTED}
        onChange={(event) => {
          const files = Array.from(event.target.files ?? []);
          event.target.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
