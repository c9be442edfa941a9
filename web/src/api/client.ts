/** The API as the desks call it: typed by the OpenAPI document, one answer or one thrown error. */
import createClient from "openapi-fetch";
import { deliver } from "./deliver";
import { keyFor, settled } from "./intention";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";
import type { Command, CommandResult, NewCase } from "./views";

/** Paths, parameters and bodies are checked by the compiler. Use it within `got`. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: deliver,
  credentials: "same-origin",
});

type Answer<Body> = { data?: Body; error?: unknown; response: Response };

/** The body of an answer. Raises: Problem, Unreachable, SignedOut.
 *
 *     const page = await got(api.GET("/api/v1/orders", { params: { query: { limit: 20 } } }));
 */
export async function got<Body>(asked: Promise<Answer<Body>>): Promise<NonNullable<Body>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemOf(response, error);
  return data as NonNullable<Body>;
}

/** Write something once, however often it has to be sent: the same key until the server has answered.
 *
 * `intention` names what the person means to do (`case-1/say`); `send` gets the key to send along.
 */
export async function once<Body>(
  intention: string,
  body: unknown,
  send: (key: string) => Promise<Answer<Body>>,
): Promise<NonNullable<Body>> {
  try {
    const answer = await got(send(keyFor(intention, body)));
    settled(intention);
    return answer;
  } catch (error) {
    // A 5xx leaves open whether it was done: the same key asks again. Any other "no" is an answer.
    if (error instanceof Problem && error.status < 500 && error.status !== 429) settled(intention);
    throw error;
  }
}

/** Give a command. `version`: refuse if the case has changed since then. */
export function giveCommand(caseId: string, command: Command, version?: number): Promise<CommandResult> {
  return once(`${caseId}/${command.type}`, command, (key) =>
    api.POST("/api/v1/cases/{id}/commands", {
      params: {
        path: { id: caseId },
        header: { "Idempotency-Key": key, ...(version === undefined ? {} : { "If-Match": `"${version}"` }) },
      },
      body: command,
    }),
  );
}

/** Begin a case: a talk, or a complaint at once. */
export function openCase(asked: NewCase): Promise<CommandResult> {
  return once(`new-case/${asked.venue}`, asked, (key) =>
    api.POST("/api/v1/cases", { params: { header: { "Idempotency-Key": key } }, body: asked }),
  );
}
