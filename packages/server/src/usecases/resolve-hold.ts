import type { LoyaltyHold, PostCapture, PostExtend } from "@followthrough/core/contract";
import { readHold } from "../db/loyalty-holds.ts";
import { answerHold } from "./answer-hold.ts";
import { closeHold } from "./close-hold.ts";
import type { Context } from "./context.ts";
import type { Result } from "./result.ts";
import { tellOrderOfHold } from "./tell-order-of-hold.ts";

type HoldResult = Result<{ hold: LoyaltyHold; isNew: boolean }>;

/** Takes the points of a hold, or a part of them; the rest returns. */
export async function captureHold(
  context: Context,
  holdId: string,
  { points }: PostCapture,
  key: string | null,
): Promise<HoldResult> {
  const operation = { kind: "capture", holdId, points: points ?? null, key } as const;
  return settled(context, holdId, { memberId: null, operation });
}

/** Keeps the points held for longer; never for less long. */
export async function extendHold(
  context: Context,
  holdId: string,
  { expiresAt }: PostExtend,
): Promise<HoldResult> {
  const operation = { kind: "extend", holdId, expiresAt: Date.parse(expiresAt) } as const;
  return settled(context, holdId, { memberId: null, operation });
}

/** Gives the points back. An order whose hold it was needs another one to get on. */
export async function releaseHold(
  context: Context,
  holdId: string,
  key: string | null,
): Promise<HoldResult> {
  const asked = { memberId: null, operation: { kind: "release", holdId, key } } as const;
  const hold = await readHold(context.pool, holdId);
  if (hold?.orderId == null || hold.state !== "active") return settled(context, holdId, asked);
  const told = await tellOrderOfHold(context, hold.orderId, "released", hold, asked);
  if (told.ok && !told.replayed) {
    // What was committed a moment ago; by its key, or by the hold's state if it has none.
    const after = await readHoldAnswer(context, holdId);
    if (after !== null) return after;
  }
  return settled(context, holdId, asked);
}

/** What is refused because the hold's time is over leaves that written down, so that everybody sees the same. */
async function settled(
  context: Context,
  holdId: string,
  asked: Parameters<Context["ledger"]>[0],
): Promise<HoldResult> {
  const answer = await context.ledger(asked);
  if (!answer.ok && answer.code === "expired") await closeHold(context, holdId);
  const result = answerHold(holdId, answer);
  const orderId = result.ok && result.value.isNew ? result.value.hold.orderId : null;
  if (orderId !== null) context.changes.changed([orderId]);
  return result;
}

/** The hold as it stands: extending it to a time that is past changes nothing, and tells. */
async function readHoldAnswer(context: Context, holdId: string): Promise<HoldResult | null> {
  const operation = { kind: "expire", holdId } as const;
  const answer = await context.ledger({ memberId: null, operation });
  return answer.ok ? answerHold(holdId, { ...answer, isNew: true }) : null;
}
