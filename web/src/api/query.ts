/** What was read from the server, kept for a while. The client repeats requests itself, so this does not. */
import { QueryClient } from "@tanstack/react-query";
import { onLanguage } from "../i18n";

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 10_000, networkMode: "always", refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: "always" },
  },
});

// The server words what it gives: in another language everything is read again.
onLanguage(() => void queries.invalidateQueries());
