import {
  bySuppressionStrength,
  isOwnersChoice,
  type Suppression,
} from "@followthrough/core/domain";
import type { WhoseOrders } from "../lifecycle/sql/orders-decided.ts";
import type { Tx } from "../platform/postgres/database.ts";
import {
  isUnsubscribedFromOrder,
  noteLift,
  readSuppressions,
  resubscribeToOrder,
  writeSuppressions,
} from "./sql/address-suppressions.ts";
import { listOwners, setOrderUpdates } from "./sql/members.ts";
import { lockRecipients } from "./sql/recipient-lock.ts";

/**
 * Stops mail about orders to a mailbox, for guests and members. Its owner's choice also holds for its members at their
 * other addresses. No message to it ends after this is committed.
 *
 * @param by who did it
 * @param others members who are known to own it under another address
 * @returns whose orders it matters to, also if they were stopped before
 */
export async function stopMailbox(
  tx: Tx,
  address: string,
  suppression: Suppression,
  by: string,
  others: readonly string[] = [],
): Promise<readonly WhoseOrders[]> {
  const known = isOwnersChoice(suppression) ? [...(await listOwners(tx, address)), ...others] : [];
  const owners = [...new Set(known)];
  await lockRecipients(tx, owners, [address]);
  await addToSuppressions(tx, address, suppression, by);
  await setOrderUpdates(tx, owners, false);
  return ordersOf(address, owners);
}

/** Adds a suppression to a mailbox that the caller has locked (`lockRecipients`). */
export async function addToSuppressions(
  tx: Tx,
  address: string,
  suppression: Suppression,
  by: string,
): Promise<void> {
  const known = await readSuppressions(tx, address);
  await writeSuppressions(tx, address, bySuppressionStrength([...known, suppression]), by);
}

/**
 * Lets mail go to a mailbox again, as far as only these reasons stop it.
 *
 * @param reason why; `null` if its owner wants it
 * @returns what was lifted
 */
export async function liftSuppressions(
  tx: Tx,
  address: string,
  suppressions: readonly Suppression[],
  by: string,
  reason: string | null,
): Promise<readonly Suppression[]> {
  await lockRecipients(tx, [], [address]);
  const known = await readSuppressions(tx, address);
  const lifted = known.filter((each) => suppressions.includes(each));
  if (lifted.length === 0) return [];
  const rest = known.filter((each) => !lifted.includes(each));
  await noteLift(tx, { address, orderId: null, suppressions: lifted, reason, by });
  await writeSuppressions(tx, address, rest, by);
  return lifted;
}

/**
 * Lets mail about one order go to a mailbox again.
 *
 * @param reason why; `null` if its owner wants it
 * @returns whether it was stopped
 */
export async function liftFromOrder(
  tx: Tx,
  orderId: string,
  address: string,
  by: string,
  reason: string | null,
): Promise<boolean> {
  await lockRecipients(tx, [], [address]);
  if (!(await isUnsubscribedFromOrder(tx, orderId, address))) return false;
  await noteLift(tx, { address, orderId, suppressions: ["unsubscribed"], reason, by });
  await resubscribeToOrder(tx, orderId, address);
  return true;
}

/**
 * Lets mail go again to the members of a mailbox who had opted out of it.
 *
 * @returns whose orders it matters to
 */
export async function optInOwners(tx: Tx, address: string): Promise<readonly WhoseOrders[]> {
  const owners = await listOwners(tx, address);
  await setOrderUpdates(tx, owners, true);
  return ordersOf(address, owners);
}

/** An order's own address comes before its member's, so that a member's orders can go elsewhere. */
function ordersOf(address: string, owners: readonly string[]): readonly WhoseOrders[] {
  return [{ address }, ...owners.map((memberId) => ({ memberId }))];
}
