import { SearchHits } from "@followthrough/core/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, toQuery } from "../api/ask.ts";

/** Orders that begin with a text. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) =>
      (await ask(SearchHits, `/search${toQuery({ text })}`, { signal })).items,
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
