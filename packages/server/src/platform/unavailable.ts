import pg from "pg";

/** Nothing can be read or written now: there is no connection, or the server is stopping or starting. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57P)/.test(error.code ?? "");
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code)) return true;
  return /terminated|timeout exceeded when trying to connect|Client has encountered/i.test(
    error.message,
  );
}
