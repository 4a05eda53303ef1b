import type { SendOutcome } from "./transport.ts";

/** The outcome of a send that failed before the end marker: certainly nothing was accepted. */
export function failedBeforeEnd(cause: unknown, isConnectionError: boolean): SendOutcome {
  const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
  return { kind: "failed_before_end", isConnectionError, error };
}
