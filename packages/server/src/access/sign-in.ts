import type { Context } from "../platform/context.ts";
import { type Result, refuse, refuseWith, succeed } from "../platform/result.ts";
import type { Cookies, OperatorAccess } from "./access.ts";
import { countAttempt, forgetAttempts } from "./sql/operators.ts";

// Within 15 minutes, ten guesses at one operator's password from all senders together. One IP address gets more,
// because a whole office may share it.
const WINDOW_MS = 15 * 60_000;
const MOST_BY_MAIL = 10;
const MOST_BY_SENDER = 50;

/** Signs an operator in, unless there were too many attempts. Counts the attempt before it checks the password. */
export async function signIn(
  { pool, log }: Pick<Context, "pool" | "log">,
  access: OperatorAccess,
  credentials: { readonly email: string; readonly password: string },
  sender: string,
  headers: Headers,
): Promise<Result<Cookies>> {
  const mail = `mail:${credentials.email.toLowerCase()}`;
  const keys = [
    { key: mail, most: MOST_BY_MAIL },
    { key: `sender:${sender}`, most: MOST_BY_SENDER },
  ];
  const waitMs = await countAttempt(pool, keys, WINDOW_MS);
  if (waitMs > 0) {
    return refuseWith("rate_limited", { minutes: Math.ceil(waitMs / 60_000) });
  }
  const cookies = await access.signIn(credentials.email, credentials.password, headers);
  if (cookies === null) {
    log.warn({ sender }, "a sign-in to the console was refused");
    return refuse("credentials_invalid");
  }
  await forgetAttempts(pool, mail);
  return succeed(cookies);
}
