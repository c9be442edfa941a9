/** Under which names read things are kept; whoever changes something tells what to read again. */
export const casesKey = ["cases"] as const;

/** A list of cases with its filters. */
export function casesListKey(filters: Readonly<Record<string, unknown>>) {
  return [...casesKey, "list", filters] as const;
}

/** One case. */
export function caseKey(caseId: string) {
  return [...casesKey, "one", caseId] as const;
}
