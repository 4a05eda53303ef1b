import type { LiftedSuppression, PostSuppressionLift } from "@followthrough/core/contract";
import {
  isOwnersChoice,
  mailboxKey,
  SUPPRESSIONS,
  type Suppression,
} from "@followthrough/core/domain";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { reconsiderMailbox } from "./reconsider-mailbox.ts";
import { readSuppressions } from "./sql/address-suppressions.ts";
import { liftFromOrder, liftSuppressions, optInOwners } from "./stop-mailbox.ts";

/**
 * Lets mail go to an address again, and decides again about the orders that got none. Where the owner had unsubscribed
 * or complained, the members of the mailbox get mail again, too.
 *
 * @param by who does it
 */
export async function liftSuppression(
  context: Context,
  body: PostSuppressionLift,
  by: string,
): Promise<LiftedSuppression> {
  const { address, orderId } = body;
  const { lifted, whose, remaining } = await transaction(context.pool, async (tx) => ({
    ...(await lift(tx, body, by)),
    remaining: await readSuppressions(tx, address),
  }));
  context.log.info({ lifted, orderId, by }, "mail may go to an address again");
  await reconsiderMailbox(context, whose, true);
  return { address: mailboxKey(address), orderId: orderId ?? null, lifted: [...lifted], remaining };
}

interface Lifted {
  readonly lifted: readonly Suppression[];
  /** Whose orders it matters to. */
  readonly whose: readonly WhoseOrders[];
}

async function lift(
  tx: Tx,
  { address, reason, orderId, only = [...SUPPRESSIONS] }: PostSuppressionLift,
  by: string,
): Promise<Lifted> {
  if (orderId !== undefined) {
    return (await liftFromOrder(tx, orderId, address, by, reason))
      ? { lifted: ["unsubscribed"], whose: [{ orderId }] }
      : { lifted: [], whose: [] };
  }
  const lifted = await liftSuppressions(tx, address, only, by, reason);
  if (lifted.length === 0) return { lifted, whose: [] };
  const rest = await readSuppressions(tx, address);
  const isChoiceLifted = lifted.some(isOwnersChoice) && !rest.some(isOwnersChoice);
  return { lifted, whose: isChoiceLifted ? await optInOwners(tx, address) : [{ address }] };
}
