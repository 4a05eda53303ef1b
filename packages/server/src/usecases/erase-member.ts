import type { Erasure, PostErasure, SignedIn } from "@followthrough/core/contract";
import { replay } from "@followthrough/core/domain";
import { readErasure } from "../db/console-members.ts";
import { type Tx, transaction } from "../db/database.ts";
import {
  eraseEntries,
  eraseEverywhere,
  isBeingSent,
  lockMembersOrders,
  noteErasure,
  rewriteState,
} from "../db/erase-member.ts";
import { memberExists } from "../db/members.ts";
import { readEntries } from "../db/read-orchestration.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

const ALL_ENTRIES = 2_147_483_647;

/**
 * Erases a member's personal data, in one transaction. The orders and the shape of their timelines stay, and each
 * timeline still replays to its state; who the shopper was, what they said and what they were told is gone.
 */
export async function eraseMember(
  { pool, changes, log }: Context,
  memberId: string,
  { confirm, reason }: PostErasure,
  by: SignedIn,
): Promise<Result<Erasure>> {
  if (confirm !== memberId) return refuse("erasure_unconfirmed");
  const result = await transaction(pool, async (tx): Promise<Result<Erased>> => {
    const isKnown = await memberExists(tx, memberId);
    const { orderIds, addresses } = await lockMembersOrders(tx, memberId);
    if (!isKnown && orderIds.length === 0 && (await readErasure(tx, memberId)) === null) {
      return refuse("member_unknown");
    }
    if (await isBeingSent(tx, orderIds)) {
      return refuse("version_conflict", "A message to this member is on its way; try again.");
    }
    const entries = await eraseEntries(tx, orderIds);
    for (const orderId of orderIds) await rewrite(tx, orderId);
    const prompts = await eraseEverywhere(tx, memberId, orderIds, addresses);
    await noteErasure(tx, memberId, by.name, reason);
    return succeed({ orderIds, entries, prompts });
  });
  if (!result.ok) return result;
  const { orderIds, entries, prompts } = result.value;
  changes.changed(orderIds);
  log.info({ memberId, orders: orderIds.length, operator: by.name }, "a member was erased");
  return succeed({ memberId, orders: orderIds.length, entries, prompts });
}

interface Erased {
  readonly orderIds: string[];
  readonly entries: number;
  readonly prompts: number;
}

/** The state keeps notes and metadata of its own; made again from the timeline, it says what that says. */
async function rewrite(tx: Tx, orderId: string): Promise<void> {
  const entries = await readEntries(tx, orderId, ALL_ENTRIES, ALL_ENTRIES);
  await rewriteState(tx, orderId, replay(entries));
}
