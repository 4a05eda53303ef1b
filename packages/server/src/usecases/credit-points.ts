import type { LoyaltyCredit, PostCredit } from "@followthrough/core/contract";
import { availablePoints, type LedgerOperation } from "@followthrough/core/domain";
import { isoOrNull } from "../db/orchestration-row.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

/** Gives a member points, or takes a credit back; once for each reference. */
export async function creditPoints(
  context: Context,
  memberId: string,
  body: PostCredit,
): Promise<Result<{ credit: LoyaltyCredit; isNew: boolean }>> {
  const answer = await context.ledger({ memberId, operation: operationOf(body) });
  if (!answer.ok) return answer;
  const { ledger, isNew } = answer;
  const credit = ledger.credits.get(body.reference);
  if (credit === undefined) return refuse("credit_unknown");
  const { reference, points, reverses, askedExpiry } = credit;
  const { posted, pending } = ledger.account;
  return succeed({
    isNew,
    credit: {
      memberId,
      reference,
      points,
      reverses,
      expiresAt: isoOrNull(askedExpiry),
      balance: { posted, pending, available: availablePoints(ledger.account) },
    },
  });
}

function operationOf(body: PostCredit): LedgerOperation {
  const { reference, points, expiresAt, reverses } = body;
  if (points === undefined) return { kind: "reverse", reference, reverses: reverses ?? "" };
  const expiry = expiresAt === undefined ? null : Date.parse(expiresAt);
  return { kind: "credit", reference, points, expiresAt: expiry };
}
