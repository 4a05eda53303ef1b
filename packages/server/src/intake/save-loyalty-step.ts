import type { LoyaltyStep, PutLoyaltyStep } from "@followthrough/core/contract";
import { listLoyaltySteps, upsertLoyaltyStep } from "../ledger/sql/loyalty-steps.ts";
import { memberUnknown } from "../lifecycle/unknown.ts";
import type { Context } from "../platform/context.ts";
import { type Result, succeed } from "../platform/result.ts";
import { memberExists } from "./sql/members.ts";

/** Stores one loyalty step of a member; the member need not be known yet. */
export async function saveLoyaltyStep(
  { pool, changes }: Context,
  memberId: string,
  externalId: string,
  body: PutLoyaltyStep,
): Promise<{ step: LoyaltyStep; created: boolean }> {
  const step = {
    externalId,
    kind: body.kind,
    status: body.status,
    title: body.title,
    orderId: body.orderId ?? null,
    holdId: body.holdId ?? null,
    expiresAt: body.expiresAt === undefined ? null : new Date(body.expiresAt).toISOString(),
  };
  const { created } = await upsertLoyaltyStep(pool, memberId, {
    ...step,
    expiresAt: step.expiresAt === null ? null : Date.parse(step.expiresAt),
  });
  if (step.orderId !== null) changes.changed([step.orderId]);
  return { step, created };
}

/** A member's loyalty steps, open ones first. */
export async function getLoyaltySteps(
  { pool }: Pick<Context, "pool">,
  memberId: string,
): Promise<Result<LoyaltyStep[]>> {
  const steps = await listLoyaltySteps(pool, memberId);
  const isKnown = steps.length > 0 || (await memberExists(pool, memberId));
  return isKnown ? succeed(steps) : memberUnknown(memberId);
}
