/** Who is signed in: the gate before a desk, the sign-in page, and the dialog when a session ends meanwhile. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { api, got, Problem, type SessionView, wordsOf } from "./api";
import { keepCsrf, onSignInNeeded } from "./api/deliver";
import { forgetDrafts } from "./drafts";
import mark from "./favicon.svg";
import { useWords } from "./i18n";
import { currentAccount, setCurrentAccount } from "./session-state";
import {
  Banner,
  BRAND,
  Button,
  Dialog,
  ErrorView,
  Field,
  LanguageSwitch,
  Page,
  Skeleton,
  ThemeSwitch,
  uiWords,
} from "./ui";

export const sessionKey = ["session"] as const;

function accountOf(session: SessionView): string {
  return `${session.desk}:${session.venue}:${session.id}`;
}

function keep(session: SessionView): SessionView {
  keepCsrf(session.csrf);
  setCurrentAccount(accountOf(session));
  return session;
}

async function readSession(): Promise<SessionView | null> {
  try {
    return keep(await got(api.GET("/api/v1/session")));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

async function signIn(login: string, password: string): Promise<SessionView> {
  return got(api.POST("/api/v1/session", { body: { login, password } }));
}

const SessionContext = createContext<SessionView | null>(null);

/** The person at the screen. Only within the gate. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of SessionGate");
  return session;
}

/** Ends the session; drafts of this account and everything read are forgotten. */
export async function signOut(): Promise<void> {
  await got(api.DELETE("/api/v1/session"));
  forgetDrafts(currentAccount());
  try {
    sessionStorage.clear();
  } catch {
    // Storage is closed, so nothing is kept.
  }
  location.assign(location.pathname.startsWith("/staff") ? "/staff/" : "/");
}

function SignInForm({ onDone, children }: { onDone: (session: SessionView) => void; children?: ReactNode }) {
  const t = useWords(uiWords);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  function words(): string {
    if (!(error instanceof Problem)) return wordsOf(error);
    if (error.status === 401) return t("wrong");
    if (error.status === 429) {
      return error.retryAfter ? t("throttled", { n: Math.ceil(error.retryAfter) }) : t("throttled_soon");
    }
    return error.detail;
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!login.trim() || !password || busy) return;
    setBusy(true);
    setError(null);
    try {
      onDone(await signIn(login.trim(), password));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      {error !== null && <Banner mood="danger">{words()}</Banner>}
      <Field
        label={t("login")}
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={login}
        error={tried && !login.trim() ? t("fill_login") : null}
        onChange={(event) => setLogin(event.target.value)}
      />
      <Field
        label={t("password")}
        name="password"
        type={shown ? "text" : "password"}
        autoComplete="current-password"
        value={password}
        error={tried && !password ? t("fill_password") : null}
        onChange={(event) => setPassword(event.target.value)}
      />
      <label className="choice-card bare">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        <span>{t("show_password")}</span>
      </label>
      <div className="actions">
        <Button tone="primary" type="submit" busy={busy} wide>
          {t("sign_in")}
        </Button>
        {children}
      </div>
    </form>
  );
}

function SignInPage({ lead, onDone }: { lead?: ReactNode; onDone: (session: SessionView) => void }) {
  const t = useWords(uiWords);
  return (
    <main className="sign-in" id="content">
      <div className="corner">
        <span className="brand">
          <img src={mark} alt="" width="28" height="28" />
          {BRAND}
        </span>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <Page title={t("sign_in")} lead={t("sign_in_hint")}>
        <SignInForm onDone={onDone} />
        {lead}
      </Page>
    </main>
  );
}

/** Asks over the page when a request finds the session ended; what waits goes on after it. */
function ExpiredDialog() {
  const t = useWords(uiWords);
  const client = useQueryClient();
  const [answer, setAnswer] = useState<((did: boolean) => void) | null>(null);
  const before = useRef("");

  useEffect(() => {
    onSignInNeeded(
      () =>
        new Promise<boolean>((resolve) => {
          before.current = currentAccount();
          setAnswer(() => resolve);
        }),
    );
    return () => onSignInNeeded(null);
  }, []);

  if (!answer) return null;
  const end = (did: boolean) => {
    setAnswer(null);
    answer(did);
  };
  return (
    <Dialog title={t("expired_title")} onClose={() => end(false)} sticky>
      <p>{t("expired")}</p>
      <SignInForm
        onDone={(session) => {
          // What waits was meant by somebody else: it must not go out under this name.
          if (accountOf(session) !== before.current) {
            end(false);
            location.reload();
            return;
          }
          client.setQueryData(sessionKey, keep(session));
          end(true);
        }}
      >
        <Button tone="quiet" onClick={() => end(false)}>
          {t("give_up")}
        </Button>
      </SignInForm>
    </Dialog>
  );
}

type GateProps = {
  /** Below the sign-in form, e.g. where to find help. */
  lead?: ReactNode;
  /** Where somebody belongs whose desk is another; null: here. */
  elsewhere: (session: SessionView) => string | null;
  children: ReactNode;
};

/** Lets through who is signed in, and everybody else to the sign-in page. */
export function SessionGate({ lead, elsewhere, children }: GateProps) {
  const client = useQueryClient();
  const session = useQuery({
    queryKey: sessionKey,
    queryFn: readSession,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const goTo = session.data ? elsewhere(session.data) : null;
  useEffect(() => {
    if (goTo) location.replace(goTo);
  }, [goTo]);

  if (session.isError) {
    return (
      <main className="sign-in" id="content">
        <ErrorView error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.isPending || goTo) {
    return (
      <main className="sign-in" id="content">
        <Skeleton />
      </main>
    );
  }
  if (!session.data) {
    return <SignInPage lead={lead} onDone={(made) => client.setQueryData(sessionKey, keep(made))} />;
  }
  return (
    // Another account: everything within begins anew.
    <SessionContext key={accountOf(session.data)} value={session.data}>
      {children}
      <ExpiredDialog />
    </SessionContext>
  );
}
