import {
  ConsoleOperators,
  QueuePage,
  QueueSummary,
  SavedViews,
  SignedIn,
  SignInOptions,
} from "@followthrough/core/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, toQuery } from "./ask.ts";

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

/** How much waits. */
export const queueSummaryQuery = queryOptions({
  queryKey: ["queue-summary"],
  queryFn: () => ask(QueueSummary, "/queue/summary"),
  refetchInterval: 60_000,
});

const QUEUE_PAGE = 50;

/** The queue by these filters, page by page. */
export const queueQuery = (filters: Readonly<Partial<Record<string, string>>>) =>
  infiniteQueryOptions({
    queryKey: ["queue", toQuery(filters)],
    queryFn: ({ pageParam, signal }) =>
      ask(QueuePage, `/queue${toQuery({ ...filters, limit: QUEUE_PAGE, after: pageParam })}`, {
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
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
