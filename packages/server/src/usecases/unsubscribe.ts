import { suppressAddress } from "../db/address-suppressions.ts";
import { readClock } from "../db/health.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";
import { savePreferences } from "./save-member.ts";

/** Who an unsubscribe link speaks for: a member, or an address that belongs to none. */
export type Subscriber =
  | { readonly memberId: string }
  | { readonly memberId: null; readonly address: string };

/** The subject of an unsubscribe token. */
export function subscriberSubject(subscriber: Subscriber): string {
  return subscriber.memberId === null
    ? `address:${subscriber.address}`
    : `member:${subscriber.memberId}`;
}

/** Ends mail about orders for whoever the link was made for; once more changes nothing. */
export async function unsubscribe(
  context: Context,
  links: LinkTokens,
  token: string,
): Promise<Result<null>> {
  const subject = links.verify("unsubscribe", token, await readClock(context.pool));
  if (subject === null) return refuse("link_token_invalid", "Use the link of a newer mail.");
  const [kind, ...rest] = subject.split(":");
  const id = rest.join(":");
  if (kind === "member") await savePreferences(context, id, { orderUpdates: false });
  else await suppressAddress(context.pool, id, "unsubscribed");
  context.log.info({ kind }, "unsubscribed by link");
  return succeed(null);
}
