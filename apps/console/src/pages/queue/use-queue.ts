import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useChanges } from "../../api/changes.ts";
import { queueQuery } from "../../api/queries.ts";
import { type Filter, viewText } from "./queue-search.ts";
import { type FrozenRows, useFrozenRows } from "./use-frozen-rows.ts";

// A sweep changes the queue many times a second; nobody reads faster than this.
const AGAIN_MS = 1_500;

/** The queue by these filters: page by page, kept up to date, and standing still. */
export function useQueue(filters: Partial<Record<Filter, string>>) {
  const queryClient = useQueryClient();
  const listKey = viewText(filters);
  const query = useInfiniteQuery(queueQuery(filters));
  const again = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useChanges(() => {
    again.current ??= setTimeout(() => {
      again.current = undefined;
      void queryClient.invalidateQueries({ queryKey: ["queue"] });
    }, AGAIN_MS);
  });
  const isOfThisList = !query.isPlaceholderData;
  const fresh = isOfThisList ? query.data?.pages.flatMap(({ items }) => items) : undefined;
  const frozen: FrozenRows = useFrozenRows(fresh, listKey, query.data?.pages.length ?? 0);
  return { query, ...frozen };
}
