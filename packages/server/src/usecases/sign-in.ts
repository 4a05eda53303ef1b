import { countAttempt, forgetAttempts } from "../db/operators.ts";
import type { Cookies, OperatorAccess } from "../operators/access.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

// Ten guesses a quarter of an hour at one operator's password, whoever makes them; a whole office behind one
// address has more.
const WINDOW_MS = 15 * 60_000;
const MOST_BY_MAIL = 10;
const MOST_BY_SENDER = 50;

/** Signs an operator in, unless too many have tried it. The attempt is counted before the password is looked at. */
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
    return refuse("rate_limited", `Try again in ${Math.ceil(waitMs / 60_000)} minutes.`);
  }
  const cookies = await access.signIn(credentials.email, credentials.password, headers);
  if (cookies === null) {
    log.warn({ sender }, "a sign-in to the console was refused");
    return refuse("credentials_invalid");
  }
  await forgetAttempts(pool, mail);
  return succeed(cookies);
}
