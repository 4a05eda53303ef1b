import {
  ConsoleOperators,
  SavedViews,
  SignedIn,
  SignInOptions,
} from "@followthrough/core/contract";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "./ask.ts";

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => ask(SignedIn, "/session"),
  staleTime: 60_000,
});

/** Ways to sign in. */
export const signInOptionsQuery = queryOptions({
  queryKey: ["sign-in-options"],
  queryFn: () => ask(SignInOptions, "/session/options"),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The operator's own views. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async () => (await ask(SavedViews, "/views")).items,
});

/** Who may sign in. */
export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: async () => (await ask(ConsoleOperators, "/operators")).items,
});
