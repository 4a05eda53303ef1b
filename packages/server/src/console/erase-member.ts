import type { Erasure, PostErasure, SignedIn } from "@followthrough/core/contract";
import { replay, withoutTexts, withoutThingsTexts } from "@followthrough/core/domain";
import { memberExists } from "../intake/sql/members.ts";
import { ALL_ENTRIES, readEntries } from "../lifecycle/sql/read-orchestration.ts";
import type { Context } from "../platform/context.ts";
import { type Tx, transaction } from "../platform/postgres/database.ts";
import { type Result, refuse, refuseWith, succeed } from "../platform/result.ts";
import { readErasure } from "./sql/console-members.ts";
import {
  eraseEntries,
  eraseEntriesReports,
  eraseEverywhere,
  isBeingSent,
  lockMembersOrders,
  noteErasure,
  rewriteState,
} from "./sql/erase-member.ts";

/**
 * Erases a member's personal data in one transaction. The orders and the shape of their timelines stay, and each
 * timeline still replays to its state. The shopper's identity and everything they wrote or received is deleted.
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
      return refuseWith("version_conflict", { changing: "message" });
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

/**
 * Erases what reports of payments, checks and parcels say about the person. The state has its own copy of notes, metadata and payments, so
 * it is computed again from the erased timeline.
 */
async function rewrite(tx: Tx, orderId: string): Promise<void> {
  const entries = await readEntries(tx, orderId, ALL_ENTRIES, ALL_ENTRIES);
  const erased = entries.map((entry) => ({
    ...entry,
    money: entry.money && withoutTexts(entry.money),
    things: entry.things && withoutThingsTexts(entry.things),
  }));
  await eraseEntriesReports(tx, orderId, erased);
  await rewriteState(tx, orderId, replay(erased));
}
