/** The way in from the shop: it sends its signed-in person to `/enter#token`, and behind `#` no log sees the token. */
import { useEffect, useState } from "react";
import { api, got, Problem, wordsOf } from "../../api";
import { useWords } from "../../i18n";
import { Banner, Page, Skeleton, uiWords } from "../../ui";

let asked: Promise<string> | null = null;

/** The first page of whoever the token stands for. A token is good once, so it is shown once. */
function enter(): Promise<string> {
  asked ??= (async () => {
    const token = location.hash.slice(1);
    history.replaceState(null, "", "/enter");
    const session = await got(api.POST("/api/v1/session/handover", { body: { token } }));
    return session.desk === "consumer" ? "/" : "/staff/";
  })();
  return asked;
}

export function Enter() {
  const t = useWords(uiWords);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    enter().then((desk) => location.replace(desk), setError);
  }, []);
  return (
    <main id="content" className="body">
      <Page title={t("entering")}>
        {error === null ? (
          <Skeleton lines={3} />
        ) : (
          <Banner mood="danger">{error instanceof Problem ? error.detail : wordsOf(error)}</Banner>
        )}
      </Page>
    </main>
  );
}
