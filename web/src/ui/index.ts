/** Plain, accessible pieces; they know nothing of cases and carry no component library. */
export { Button, ButtonLink, type Tone } from "./Button";
export { Dialog } from "./Dialog";
export { Check, Choice, type ChoiceOption, Field, MoneyField, TextArea } from "./Field";
export { Card, Chip, Money, Steps, When } from "./inline";
export {
  BRAND,
  CrashGuard,
  LanguageSwitch,
  NotFound,
  Page,
  SkipLink,
  ThemeSwitch,
  usePageTitle,
} from "./Page";
export {
  Banner,
  Empty,
  ErrorView,
  type Mood,
  OfflineBanner,
  Refusal,
  RestoredNote,
  Skeleton,
  Toasts,
  toast,
} from "./states";
export { uiWords } from "./words";
