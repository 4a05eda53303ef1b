import { ConsoleSessions } from "@followthrough/core/contract";
import { queryOptions } from "@tanstack/react-query";
import { ask } from "../../api/ask.ts";

/** Where people are signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async () => (await ask(ConsoleSessions, "/sessions")).items,
});
