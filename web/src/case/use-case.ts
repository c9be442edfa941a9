/** Reading a case, and giving commands on it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  api,
  type CaseView,
  type Command,
  type CommandName,
  type CommandResult,
  giveCommand,
  got,
  Problem,
} from "../api";
import { learnServerTime, translate } from "../i18n";
import { useLive } from "../live";
import { toast } from "../ui";
import { caseKey, casesKey } from "./keys";
import { caseWords } from "./words";

/** A case as this viewer may see it, kept up to date while it is on the page. */
export function useCase(caseId: string) {
  useLive(caseId);
  return useQuery({
    queryKey: caseKey(caseId),
    queryFn: async ({ signal }) => {
      const view = await got(api.GET("/api/v1/cases/{id}", { params: { path: { id: caseId } }, signal }));
      learnServerTime(view.at);
      return view;
    },
  });
}

/** They add something; that others did something meanwhile does not make them wrong. */
const UNGUARDED: ReadonlySet<CommandName> = new Set(["say", "submit_evidence", "supply_information"]);

export type Commands = {
  /** Resolves when the server has said yes and the page shows it; rejects with what `wordsOf` words. */
  give: (command: Command) => Promise<CommandResult>;
  /** What is under way. */
  pending: CommandName | null;
  error: unknown;
  reset: () => void;
};

/** Gives commands on the case as it is shown: if it has changed since, the server says so and nothing is done. */
export function useCommand(view: CaseView): Commands {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: (command: Command) =>
      giveCommand(view.id, command, UNGUARDED.has(command.type) ? undefined : view.version),
    onSuccess: () => client.invalidateQueries({ queryKey: casesKey }),
    onError: (error) => {
      if (!(error instanceof Problem) || (error.status !== 409 && error.status !== 412)) return;
      void client.invalidateQueries({ queryKey: caseKey(view.id) });
      if (error.status === 412) toast(translate(caseWords)("stale"), "warn");
    },
  });
  return {
    give: mutation.mutateAsync,
    pending: mutation.isPending ? mutation.variables.type : null,
    error: mutation.error,
    reset: mutation.reset,
  };
}
