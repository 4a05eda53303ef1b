import { isUnavailable } from "../../platform/unavailable.ts";
import { ConfigError } from "../config.ts";

/** What a user typed can't be done; the message says why, and what to type. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What standard error says about a failed command: a sentence about what a user can fix, and a bug with its stack. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (!isUnavailable(error)) return error;
  // Node tries each address of a host and leaves the message of them all empty.
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  const why = message || String(code);
  return `The database can't be reached: ${why}. Check DATABASE_URL and that the database is running.`;
}
