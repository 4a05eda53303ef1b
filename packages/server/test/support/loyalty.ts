import { LoyaltyHold, MemberLoyalty } from "@followthrough/core/contract";
import type { Answer } from "./api.ts";
import type { TestApp } from "./app.ts";

/** The time this many milliseconds from now, in wire format. */
export function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

/** A day: longer than any test. */
export const A_DAY = 24 * 60 * 60_000;

/** Reports a member with this many points. */
export async function putPoints(
  { api }: Pick<TestApp, "api">,
  memberId: string,
  points: number,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const reference = `earned-${points}`;
  return api.post(`/loyalty/accounts/${memberId}/credits`, { reference, points, ...changes });
}

/** Requests a hold for a day. */
export function putHold(
  { api }: Pick<TestApp, "api">,
  holdId: string,
  memberId: string,
  points: number,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const expiresAt = LATER;
  return api.put(`/loyalty/holds/${holdId}`, { memberId, points, expiresAt, ...changes });
}

// The same for every request of a run, so that a repeat counts as one.
const LATER = inMs(A_DAY);

/** The points of a member. */
export async function loyaltyOf({ api }: Pick<TestApp, "api">, memberId: string) {
  const { body } = await api.get(`/members/${memberId}/loyalty`);
  return MemberLoyalty.parse(body);
}

/** The hold in an answer. */
export function holdIn({ body }: Answer): LoyaltyHold {
  return LoyaltyHold.parse(body);
}

/** Moves an active hold's expiry, and the one requested, into the past, so that no test has to wait. */
export async function letExpire({ sql }: Pick<TestApp, "sql">, holdId: string): Promise<void> {
  await sql(
    "update loyalty_holds set expires_at = now() - interval '1 second' where hold_id = $1",
    [holdId],
  );
}
