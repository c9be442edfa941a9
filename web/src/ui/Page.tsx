/** A page: its title in the tab, its heading with the focus when one comes to it, and what catches a crash. */
import { Component, type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import { setLanguage, useLanguage, useWords } from "../i18n";
import { setTheme, useTheme } from "../theme";
import { Button } from "./Button";
import { Banner, Empty } from "./states";
import { uiWords } from "./words";

/** The name of the house, in both languages at once. */
export const BRAND = "和解 Hejie";
let anyPageYet = false;

/** The title of the tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${BRAND}` : BRAND;
  }, [title]);
}

type PageProps = { title: string; lead?: ReactNode; aside?: ReactNode; children: ReactNode };

/** Gives its heading the focus when it appears, so that a screen reader says where one is now.
 * Use `key` where one page of the same kind follows another. */
export function Page({ title, lead, aside, children }: PageProps) {
  usePageTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (anyPageYet) {
      window.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    anyPageYet = true;
  }, []);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className="lead">{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
    </div>
  );
}

/** 404 */
export function NotFound() {
  const t = useWords(uiWords);
  return (
    <Page title={t("missing_title")}>
      <Empty title={t("missing")}>
        <Link href="/">{t("home")}</Link>
      </Empty>
    </Page>
  );
}

function Crash() {
  const t = useWords(uiWords);
  return (
    <div className="page">
      <Banner mood="danger" title={t("crash_title")}>
        <p>{t("crash")}</p>
        <Button onClick={() => location.reload()}>{t("reload")}</Button>
      </Banner>
    </div>
  );
}

/** Shows words instead of a white page when drawing fails; `at` (the address) gives the next page a new chance. */
export class CrashGuard extends Component<{ at?: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(before: { at?: string }): void {
    if (this.state.failed && before.at !== this.props.at) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}

/** Chinese or English. */
export function LanguageSwitch() {
  const now = useLanguage();
  const t = useWords(uiWords);
  return (
    <button
      type="button"
      className="icon-button text"
      aria-label={`${t("language")}: ${now === "en" ? "中文" : "English"}`}
      lang={now === "en" ? "zh-CN" : "en"}
      onClick={() => setLanguage(now === "en" ? "zh-CN" : "en")}
    >
      {now === "en" ? "中文" : "EN"}
    </button>
  );
}

/** Light or dark. */
export function ThemeSwitch() {
  const now = useTheme();
  const t = useWords(uiWords);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={now === "dark" ? t("theme_light") : t("theme_dark")}
      onClick={() => setTheme(now === "dark" ? "light" : "dark")}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {now === "dark" ? (
          <path d="M12 4v2M12 18v2M4 12h2M18 12h2M6.3 6.3l1.4 1.4M16.3 16.3l1.4 1.4M6.3 17.7l1.4-1.4M16.3 7.7l1.4-1.4M12 9a3 3 0 100 6 3 3 0 000-6z" />
        ) : (
          <path d="M19 14.5A7.5 7.5 0 019.5 5a7.5 7.5 0 109.5 9.5z" />
        )}
      </svg>
    </button>
  );
}

/** The first thing that the tab key reaches; the page's `main` has the id `content`. */
export function SkipLink() {
  const t = useWords(uiWords);
  return (
    <a className="skip" href="#content">
      {t("skip")}
    </a>
  );
}
