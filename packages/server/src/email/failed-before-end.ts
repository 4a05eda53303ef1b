import type { SendOutcome } from "./transport.ts";

/** The outcome of a send that broke off while it was certain that nothing had been accepted. */
export function failedBeforeEnd(cause: unknown, isConnectionFault: boolean): SendOutcome {
  const error = cause instanceof Error ? cause : new Error(String(cause), { cause });
  return { kind: "failed_before_end", isConnectionFault, error };
}
