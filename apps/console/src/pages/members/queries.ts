import { MemberHits, MemberLoyalty, MemberPage } from "@followthrough/core/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, toQuery } from "../../api/ask.ts";

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
