import { WORK_LIST_FILTERS } from "../../api/work-list.ts";

/** The work list's filters as the URL keeps them, and the order that is open beside the list. */
export interface WorkListSearch {
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

/** Reads the URL; a value that no filter accepts is left out, so that an old link still opens. */
export function readWorkListSearch(search: Record<string, unknown>): WorkListSearch {
  const read: Partial<Record<Filter | "open", string>> = {};
  for (const name of FILTERS) {
    const value = search[name];
    const parsed = WORK_LIST_FILTERS[name].safeParse(value);
    if (typeof value === "string" && parsed.success) read[name] = value;
  }
  if (typeof search.open === "string" && search.open !== "") read.open = search.open;
  return read;
}

/** The filters alone, without what is open. */
export function filtersOf(search: WorkListSearch): Partial<Record<Filter, string>> {
  const { open: _, ...filters } = search;
  return filters;
}

/** The filters as a saved view keeps them. */
export function viewText(search: WorkListSearch): string {
  return new URLSearchParams(filtersOf(search)).toString();
}
