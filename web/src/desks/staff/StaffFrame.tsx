/** What the desks of merchants and staff have around their pages: name, menu, language, theme, sign-out. */
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import mark from "../../favicon.svg";
import { useWords } from "../../i18n";
import { signOut, useSession } from "../../session";
import { CrashGuard, LanguageSwitch, ThemeSwitch, uiWords } from "../../ui";
import { AntFrame } from "./AntFrame";
import { InboxBell } from "./Inbox";
import "./staff.css";
import { staffWords } from "./words";

export type MenuEntry = {
  path: string;
  label: string;
  /** Pages below another address that belong to the entry as well. */
  also?: string;
};

type Props = { title: string; menu: readonly MenuEntry[]; children: ReactNode };

export function StaffFrame({ title, menu, children }: Props) {
  const t = useWords(staffWords);
  const ui = useWords(uiWords);
  const session = useSession();
  const [at] = useLocation();
  const within = (path: string | undefined) =>
    path !== undefined && (at === path || at.startsWith(`${path}/`));
  return (
    <AntFrame>
      <div className="staff">
        <header className="staff-top">
          <strong className="brand">
            <img src={mark} alt="" width="28" height="28" />
            <span>{title}</span>
          </strong>
          <nav className="staff-menu" aria-label={t("menu")}>
            {menu.map((entry) => (
              <Link
                key={entry.path}
                href={entry.path}
                aria-current={within(entry.path) || within(entry.also) ? "page" : undefined}
              >
                {entry.label}
              </Link>
            ))}
          </nav>
          <span className="who">{session.name}</span>
          <InboxBell />
          <LanguageSwitch />
          <ThemeSwitch />
          <button type="button" className="icon-button text" onClick={() => void signOut()}>
            {ui("sign_out")}
          </button>
        </header>
        <main id="content" className="staff-body">
          <CrashGuard at={at}>{children}</CrashGuard>
        </main>
      </div>
    </AntFrame>
  );
}
