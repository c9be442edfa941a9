/** Wording, money and time in the viewer's language. */
export { type Language, language, onLanguage, setLanguage, useLanguage } from "./language";
export { decimal, minorDigits, money, parseMoney } from "./money";
export { day, exact, learnServerTime, moment, relative, serverNow, span, useNow, useTime } from "./time";
export {
  type Dictionary,
  dictionary,
  sentence,
  type Texts,
  type Translate,
  translate,
  useWords,
} from "./words";
