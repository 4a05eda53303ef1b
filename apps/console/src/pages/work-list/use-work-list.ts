import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useChanges } from "../../api/changes.ts";
import { workListQuery } from "../../api/work-list.ts";
import { type FrozenRows, useFrozenRows } from "./use-frozen-rows.ts";
import { type Filter, viewText } from "./work-list-search.ts";

// A sweep changes the work list many times a second; nobody reads faster than this.
const AGAIN_MS = 1_500;

/** The work list under these filters: page by page, kept up to date, with its rows kept in place. */
export function useWorkList(filters: Partial<Record<Filter, string>>) {
  const queryClient = useQueryClient();
  const listKey = viewText(filters);
  const query = useInfiniteQuery(workListQuery(filters));
  const again = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useChanges(() => {
    again.current ??= setTimeout(() => {
      again.current = undefined;
      void queryClient.invalidateQueries({ queryKey: ["work-list"] });
    }, AGAIN_MS);
  });
  const isOfThisList = !query.isPlaceholderData;
  const fresh = isOfThisList ? query.data?.pages.flatMap(({ items }) => items) : undefined;
  const frozen: FrozenRows = useFrozenRows(fresh, listKey, query.data?.pages.length ?? 0);
  return { query, ...frozen };
}
