/** Typed dictionaries: every part of the screens has one of its own, complete in both languages or no build.
 *
 * `{n}` stands for a value; `{n|day|days}` is the first form for one and the second for anything else. The
 * values a text needs are part of its type, so a forgotten one does not compile.
 */
import { type Language, language, useLanguage } from "./language";

type Names<Text extends string> = Text extends `${string}{${infer Inner}}${infer Rest}`
  ? (Inner extends `${infer Name}|${string}` ? Name : Inner) | Names<Rest>
  : never;

/** English names the same keys, and no value that the Chinese text does not name. */
type Fitting<Zh, En> = {
  [Key in keyof Zh]: Key extends keyof En
    ? En[Key] extends string
      ? Zh[Key] extends string
        ? [Names<En[Key]>] extends [Names<Zh[Key]>]
          ? En[Key]
          : `names a value that the Chinese text does not: ${Names<En[Key]>}`
        : never
      : never
    : string;
} & { [Key in Exclude<keyof En, keyof Zh>]: never };

export type Texts = Record<string, string>;
export type Dictionary<Zh extends Texts> = { readonly zh: Zh; readonly en: Record<keyof Zh, string> };

/** A dictionary of one part of the screens. */
export function dictionary<const Zh extends Texts, const En extends Texts>(
  zh: Zh,
  en: En & Fitting<Zh, En>,
): Dictionary<Zh> {
  return { zh, en: en as unknown as Record<keyof Zh, string> };
}

type Values<Text> = Text extends string
  ? [Names<Text>] extends [never]
    ? []
    : [values: Record<Names<Text>, string | number>]
  : never;

/** `t("key", {n: 3})` */
export type Translate<Zh extends Texts> = <Key extends keyof Zh>(
  key: Key,
  ...values: Values<Zh[Key]>
) => string;

function filled(text: string, values: Record<string, string | number> | undefined): string {
  if (!values) return text;
  return text.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      if (one === undefined) return String(value);
      return (value === 1 ? one : many) ?? "";
    },
  );
}

/** The texts of a dictionary in a language; for code outside of components. */
export function translate<Zh extends Texts>(words: Dictionary<Zh>, to: Language = language()): Translate<Zh> {
  const texts: Record<keyof Zh, string> = to === "en" ? words.en : words.zh;
  return (key, ...values) => filled(texts[key], (values as [values?: Record<string, string | number>])[0]);
}

/** The texts of a dictionary in the viewer's language. */
export function useWords<Zh extends Texts>(words: Dictionary<Zh>): Translate<Zh> {
  return translate(words, useLanguage());
}

/** Words of the server as the beginning of a line: in English their first letter is a capital. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
