import { EnginePage } from "@followthrough/core/contract";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";

/** How the engine runs. */
export const engineQuery = queryOptions({
  queryKey: ["engine"],
  queryFn: () => ask(EnginePage, "/engine"),
  refetchInterval: 15_000,
});
