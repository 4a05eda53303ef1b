import type { Suppression } from "@followthrough/core/domain";
import type { LinkTokens } from "../lifecycle/links/link-tokens.ts";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import type { Context } from "../platform/context.ts";
import { readClock } from "../platform/postgres/clock.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Result, refuseWith, succeed } from "../platform/result.ts";
import { reconsiderMailbox } from "./reconsider-mailbox.ts";
import { savePreferences } from "./report-member.ts";
import { readSuppressions, unsubscribeFromOrder } from "./sql/address-suppressions.ts";
import { listMailedOrders, type MailedOrder } from "./sql/mailed-orders.ts";
import { readMembersAddress, wantsOrderUpdates } from "./sql/members.ts";
import { lockRecipients } from "./sql/recipient-lock.ts";
import { liftFromOrder, liftSuppressions, optInOwners, stopMailbox } from "./stop-mailbox.ts";
import { readSubscriber, type Subscriber } from "./subscriber.ts";

/** What a recipient wants: no mail, none about one order, or either again. */
export type UnsubscribeChoice =
  | { readonly kind: "all" | "undo_all" }
  | { readonly kind: "order" | "undo_order"; readonly orderId: string };

/** How a recipient's mail stands. */
export interface Subscription {
  /** The locale of the mail that the link was in. */
  readonly locale: string | null;
  /** Why there is no mail about any order; `null` if there is. */
  readonly stopped: Exclude<Suppression, "bounced"> | null;
  /** The orders of the mail that the link was in. */
  readonly orders: readonly MailedOrder[];
}

// As the list of suppressions names them.
const BY = "shopper";

/** How mail to the recipient of a link stands. Changes nothing. */
export async function readSubscription(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  token: string,
): Promise<Result<Subscription>> {
  const subscriber = await subscriberOf({ pool }, links, token);
  return subscriber.ok ? succeed(await standing({ pool }, subscriber.value)) : subscriber;
}

/**
 * Stops mail to the recipient of a link, or lets it go again. The link is the authority: no login is needed, and doing
 * it again changes nothing. A choice about an order that the mail did not name changes nothing, either.
 */
export async function unsubscribe(
  context: Context,
  links: LinkTokens,
  token: string,
  choice: UnsubscribeChoice,
): Promise<Result<Subscription>> {
  const read = await subscriberOf(context, links, token);
  if (!read.ok) return read;
  const subscriber = read.value;
  const { mailbox, memberId } = subscriber;
  if (mailbox !== null) await chooseForMailbox(context, { ...subscriber, mailbox }, choice);
  else if (memberId !== null) await chooseForMember(context, memberId, choice);
  context.log.info({ choice: choice.kind }, "a choice by the link of a mail");
  return succeed(await standing(context, subscriber));
}

/** An earlier version's link names a member: the mailbox is the one that they have now. */
async function subscriberOf(
  { pool }: Pick<Context, "pool">,
  links: LinkTokens,
  token: string,
): Promise<Result<Subscriber>> {
  const subject = links.verify("unsubscribe", token, await readClock(pool));
  const subscriber = subject === null ? null : readSubscriber(subject);
  if (subscriber === null) return refuseWith("link_token_invalid", { tryInstead: "newer_mail" });
  const { memberId } = subscriber;
  if (memberId === null) return succeed(subscriber);
  return succeed({ ...subscriber, mailbox: await readMembersAddress(pool, memberId) });
}

async function standing(
  { pool }: Pick<Context, "pool">,
  { mailbox, memberId, promptId, locale }: Subscriber,
): Promise<Subscription> {
  if (mailbox === null) {
    const isWanted = memberId === null || (await wantsOrderUpdates(pool, memberId));
    return { locale, stopped: isWanted ? null : "unsubscribed", orders: [] };
  }
  const [suppressions, orders] = await Promise.all([
    readSuppressions(pool, mailbox),
    promptId === null ? [] : listMailedOrders(pool, promptId, mailbox),
  ]);
  const stopped = suppressions.find((each) => each !== "bounced") ?? null;
  return { locale, stopped, orders };
}

async function chooseForMailbox(
  context: Context,
  subscriber: Subscriber & { readonly mailbox: string },
  choice: UnsubscribeChoice,
): Promise<void> {
  const { mailbox, memberId } = subscriber;
  const others = memberId === null ? [] : [memberId];
  switch (choice.kind) {
    case "all": {
      const whose = await transaction(context.pool, (tx) =>
        stopMailbox(tx, mailbox, "unsubscribed", BY, others),
      );
      return reconsiderMailbox(context, whose, false);
    }
    case "undo_all": {
      const whose = await transaction(context.pool, (tx) => resume(tx, mailbox));
      return reconsiderMailbox(context, whose, true);
    }
    case "order":
      await transaction(context.pool, async (tx) => {
        const order = await findOrder(tx, subscriber, choice.orderId);
        if (order === null) return;
        const { orderId, memberId: reader } = order;
        await lockRecipients(tx, reader === null ? [] : [reader], [mailbox]);
        await unsubscribeFromOrder(tx, orderId, mailbox, reader, BY);
      });
      return reconsiderMailbox(context, [{ orderId: choice.orderId }], false);
    case "undo_order": {
      const { orderId } = choice;
      const undone = await transaction(context.pool, (tx) =>
        liftFromOrder(tx, orderId, mailbox, BY, null),
      );
      if (undone) await reconsiderMailbox(context, [{ orderId }], true);
    }
  }
}

/** A complaint stays: only the shop lifts it. */
async function resume(tx: Tx, mailbox: string): Promise<readonly WhoseOrders[]> {
  await liftSuppressions(tx, mailbox, ["unsubscribed"], BY, null);
  const rest = await readSuppressions(tx, mailbox);
  return rest.includes("complained") ? [{ address: mailbox }] : optInOwners(tx, mailbox);
}

async function findOrder(
  tx: Tx,
  { mailbox, promptId }: Subscriber & { readonly mailbox: string },
  orderId: string,
): Promise<MailedOrder | null> {
  if (promptId === null) return null;
  const orders = await listMailedOrders(tx, promptId, mailbox);
  return orders.find((order) => order.orderId === orderId) ?? null;
}

/** A member who is not known: they have no mailbox yet, and their link names no order. */
async function chooseForMember(
  context: Context,
  memberId: string,
  { kind }: UnsubscribeChoice,
): Promise<void> {
  if (kind === "all" || kind === "undo_all")
    await savePreferences(context, memberId, { orderUpdates: kind === "undo_all" }, BY);
}
