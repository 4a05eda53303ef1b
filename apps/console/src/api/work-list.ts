import { QueuePage, QueueQuery, type QueueRow, QueueSummary } from "@followthrough/core/contract";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, toQuery } from "./ask.ts";

// The API published the work list as a queue, and keeps that name in paths and schemas. Only this file uses it.

/** One row of the work list: an open escalation or an overdue order. */
export type WorkListRow = QueueRow;

/** The schema of each filter of the work list, by the filter's name. */
export const WORK_LIST_FILTERS = QueueQuery.shape;

/** How many orders wait for an operator or for a sweep. */
export const workListSummaryQuery = queryOptions({
  queryKey: ["work-list-summary"],
  queryFn: () => ask(QueueSummary, "/queue/summary"),
  refetchInterval: 60_000,
});

const PAGE_SIZE = 50;

/** The work list under these filters, page by page. */
export const workListQuery = (filters: Readonly<Partial<Record<string, string>>>) =>
  infiniteQueryOptions({
    queryKey: ["work-list", toQuery(filters)],
    queryFn: ({ pageParam, signal }) =>
      ask(QueuePage, `/queue${toQuery({ ...filters, limit: PAGE_SIZE, after: pageParam })}`, {
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
