import { QueueQuery } from "@followthrough/core/contract";

/** The queue's filters as they stand in the address, and the order that is open beside it. */
export interface QueueSearch {
  readonly kind?: string;
  readonly stage?: string;
  readonly waitingOn?: string;
  readonly reason?: string;
  readonly assignee?: string;
  readonly text?: string;
  readonly open?: string;
}

const FILTERS = ["kind", "stage", "waitingOn", "reason", "assignee", "text"] as const;

/** A filter's name. */
export type Filter = (typeof FILTERS)[number];

/** Reads the address; what is no filter's value is left out, so that an old link still opens. */
export function readQueueSearch(search: Record<string, unknown>): QueueSearch {
  const read: Partial<Record<Filter | "open", string>> = {};
  for (const name of FILTERS) {
    const value = search[name];
    const parsed = QueueQuery.shape[name].safeParse(value);
    if (typeof value === "string" && parsed.success) read[name] = value;
  }
  if (typeof search.open === "string" && search.open !== "") read.open = search.open;
  return read;
}

/** The filters alone, without what is open. */
export function filtersOf(search: QueueSearch): Partial<Record<Filter, string>> {
  const { open: _, ...filters } = search;
  return filters;
}

/** The filters as a saved view keeps them. */
export function viewText(search: QueueSearch): string {
  return new URLSearchParams(filtersOf(search)).toString();
}
