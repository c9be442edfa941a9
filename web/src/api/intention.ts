/** One idempotency key for each thing a person means to do.
 *
 * The key is made when they press the button first, and used again for every repetition of the very same
 * request: the retries of the client, another press after "no network", even one after the page was loaded
 * anew. Once the server has said yes or no the intention is over, and the next press is a new one.
 */
const PREFIX = "hejie.intention.";

/** 128 random bits. `crypto.randomUUID` is missing on plain HTTP, this is not. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A short fingerprint of the body, so that what people write is not kept here (FNV-1a, 2 x 32 bits). */
function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return `${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}.${text.length}`;
}

const inMemory = new Map<string, string>();

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch {
    return inMemory.get(name) ?? null;
  }
}

function write(name: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, value);
  } catch {
    if (value === null) inMemory.delete(name);
    else inMemory.set(name, value);
  }
}

/** The key of an intention, e.g. `case-1/say`, with this body. */
export function keyFor(intention: string, body: unknown): string {
  const print = fingerprint(JSON.stringify(body));
  const [kept, key] = read(intention)?.split(" ") ?? [];
  if (kept === print && key) return key;
  const made = freshKey();
  write(intention, `${print} ${made}`);
  return made;
}

/** The server has answered: whatever comes next is meant anew. */
export function settled(intention: string): void {
  write(intention, null);
}
