import { PolicyPage } from "@followthrough/core/contract";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";

/** The policy in force. */
export const policyQuery = queryOptions({
  queryKey: ["policy"],
  queryFn: () => ask(PolicyPage, "/policy"),
});
