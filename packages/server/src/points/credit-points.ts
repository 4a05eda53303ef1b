import type { LoyaltyCredit, PostCredit } from "@followthrough/core/contract";
import type { LedgerOperation } from "@followthrough/core/domain";
import { isoOrNull } from "../platform/postgres/times.ts";
import { type Result, refuse, succeed } from "../platform/result.ts";
import type { PointsContext } from "./points-context.ts";
import { viewBalance } from "./view-balance.ts";

/** Gives a member points, or reverses a credit; once for each reference. */
export async function creditPoints(
  context: PointsContext,
  memberId: string,
  body: PostCredit,
): Promise<Result<{ credit: LoyaltyCredit; isNew: boolean }>> {
  const answer = await context.ledger({ memberId, operation: operationOf(body) });
  if (!answer.ok) return answer;
  const { ledger, isNew } = answer;
  const credit = ledger.credits.get(body.reference);
  if (credit === undefined) return refuse("credit_unknown");
  const { reference, points, reverses, askedExpiry } = credit;
  return succeed({
    isNew,
    credit: {
      memberId,
      reference,
      points,
      reverses,
      expiresAt: isoOrNull(askedExpiry),
      balance: viewBalance(ledger.account),
    },
  });
}

function operationOf(body: PostCredit): LedgerOperation {
  const { reference, points, expiresAt, reverses } = body;
  if (reverses !== undefined) {
    return { kind: "reverse", reference, reverses, points: points ?? null };
  }
  const expiry = expiresAt === undefined ? null : Date.parse(expiresAt);
  return { kind: "credit", reference, points: points ?? 0, expiresAt: expiry };
}
