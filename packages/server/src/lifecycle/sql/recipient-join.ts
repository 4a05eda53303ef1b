import { mailboxKey } from "@followthrough/core/domain";

/** A member's key among recipients, as `memberKey` gives it. @param memberId an SQL expression */
export function sqlMemberKey(memberId: string): string {
  return `'member:' || ${memberId}`;
}

/** A mailbox's key among recipients, as `addressKey` gives it. @param mailbox an SQL expression */
export function sqlAddressKey(mailbox: string): string {
  return `'address:' || ${mailbox}`;
}

/**
 * The mailbox of a row's address, as `mailboxKey` gives it. Indexes are on this very expression.
 *
 * @param row the alias of a row of orders or members
 */
export function mailboxOf(row: string): string {
  return `coalesce(${row}.mailbox, lower(${row}.email))`;
}

/**
 * What a row's column `mailbox` holds: the key, but only if it isn't the address in lower case. The database may know
 * another lower case of letters outside ASCII.
 */
export function storedMailbox(address: string | null): string | null {
  if (address === null) return null;
  const key = mailboxKey(address);
  return key === address.toLowerCase() && /^[\x20-\x7e]*$/.test(key) ? null : key;
}

/**
 * The address that mail about an order goes to. The order's own takes precedence over the account's: it was typed
 * for this order, and the shop reports a correction there. Use it with `joinRecipient`, or with the member as `m`.
 *
 * @param order the alias of a row with `mailbox` and `email`
 */
export function recipientAddress(order: string): string {
  return `coalesce(${order}.email, m.email)`;
}

/**
 * The language in which mail about an order is written: the member's, or that of the order. Use it with the member
 * as `m`.
 *
 * @param order the alias of a row with `locale`
 */
export function recipientLocale(order: string): string {
  return `coalesce(m.locale, ${order}.locale)`;
}

/** The clock of an order's shopper, in the same way. @param order the alias of a row with `time_zone` */
export function recipientTimeZone(order: string): string {
  return `coalesce(m.time_zone, ${order}.time_zone)`;
}

/** The mailbox of that address. */
export function recipientMailbox(order: string): string {
  return `coalesce(${mailboxOf(order)}, ${mailboxOf("m")})`;
}

/**
 * What a mailbox's row in `address_suppressions` is found by: the mailbox, or what is left of it once its owner was
 * erased. There is at most one row.
 *
 * @param mailbox an SQL expression
 */
export function suppressionKeys(mailbox: string): string {
  return `any (array[${mailbox}, erased_mailbox((select key from suppression_key), ${mailbox})])`;
}

/**
 * Who an order's mail is for, where known: `m` is the member, `n` their preferences, `s` the suppression of their
 * mailbox.
 *
 * @param order the alias of a row with `member_id`, `mailbox` and `email`
 */
export function joinRecipient(order: string): string {
  return `left join members m on m.member_id = ${order}.member_id
  left join notification_preferences n on n.member_id = ${order}.member_id
  left join address_suppressions s on s.address = ${suppressionKeys(recipientMailbox(order))}`;
}

/**
 * Why the recipient of an order gets no mail about it, whatever their preferences; `null` if they may. Use it with
 * `joinRecipient`.
 */
export function suppressionOf(order: string): string {
  return `coalesce(s.reason, case when ${isUnsubscribed(order)} then 'unsubscribed' end)`;
}

/** Whether the recipient wants no more mail about this order. Use it with `joinRecipient`. */
export function isUnsubscribed(order: string): string {
  return `exists (select from order_unsubscriptions u where u.order_id = ${order}.order_id
    and (u.mailbox = ${recipientMailbox(order)} or u.member_id = ${order}.member_id))`;
}
