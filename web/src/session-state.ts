/** Who is signed in, for code outside of components. Set by `session.tsx` alone. */
let account = "";

/** The account that drafts belong to; empty while nobody is signed in. */
export function currentAccount(): string {
  return account;
}

/** Say who is signed in now. */
export function setCurrentAccount(id: string): void {
  account = id;
}
