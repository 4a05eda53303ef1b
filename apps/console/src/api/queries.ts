import {
  ConsoleOperators,
  ConsoleSessions,
  EnginePage,
  MemberHits,
  MemberLoyalty,
  MemberPage,
  MessageCopy,
  OrderPage,
  PolicyPage,
  QueueSummary,
  SavedViews,
  SearchHits,
  SignedIn,
  SignInOptions,
} from "@followthrough/core/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
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

/** The operator's own views. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async () => (await ask(SavedViews, "/views")).items,
});

/** Orders that begin with a text. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) =>
      (await ask(SearchHits, `/search${toQuery({ text })}`, { signal })).items,
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });

/** Everything about one order. */
export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ["order", orderId],
    queryFn: () => ask(OrderPage, `/orders/${encodeURIComponent(orderId)}`),
    // Changes are told; how far a mail has come is not.
    refetchInterval: 15_000,
  });

/** A message as it went out. */
export const messageQuery = (messageId: string) =>
  queryOptions({
    queryKey: ["message", messageId],
    queryFn: () => ask(MessageCopy, `/messages/${encodeURIComponent(messageId)}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How the engine runs. */
export const engineQuery = queryOptions({
  queryKey: ["engine"],
  queryFn: () => ask(EnginePage, "/engine"),
  refetchInterval: 15_000,
});

/** The policy in force. */
export const policyQuery = queryOptions({
  queryKey: ["policy"],
  queryFn: () => ask(PolicyPage, "/policy"),
});

/** Members that begin with a text. */
export const membersQuery = (text: string) =>
  queryOptions({
    queryKey: ["members", text],
    queryFn: async ({ signal }) =>
      (await ask(MemberHits, `/members${toQuery({ text })}`, { signal })).items,
    placeholderData: keepPreviousData,
  });

/** Everything about one member. */
export const memberQuery = (memberId: string) =>
  queryOptions({
    queryKey: ["member", memberId],
    queryFn: () => ask(MemberPage, `/members/${encodeURIComponent(memberId)}`),
  });

/** A member's points. */
export const memberLoyaltyQuery = (memberId: string) =>
  queryOptions({
    queryKey: ["member", memberId, "loyalty"],
    queryFn: () => ask(MemberLoyalty, `/members/${encodeURIComponent(memberId)}/loyalty`),
  });

/** Who may sign in. */
export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: async () => (await ask(ConsoleOperators, "/operators")).items,
});

/** Where people are signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await ask(ConsoleSessions, "/sessions")).items,
});
