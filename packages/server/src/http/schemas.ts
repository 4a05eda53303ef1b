import { MemberId, OrderId, Problem } from "@followthrough/core/contract";
import { ERRORS, type ErrorCode } from "@followthrough/core/domain";
import { z } from "zod";
import { PROBLEM_JSON } from "./problem.ts";

/** Path of everything about one order. */
export const OrderParams = z.strictObject({ orderId: OrderId });

/** Path of everything about one member. */
export const MemberParams = z.strictObject({ memberId: MemberId });

/** Headers of a change that may be repeated or bound to a version. */
export const ChangeHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: "must be 1 to 255 printable ASCII characters" })
    .optional()
    .describe("The same key and body again get the first answer; nothing happens twice"),
  "if-match": z
    .string()
    .regex(/^("\d{1,9}(\.[\w-]+)?"|\*)$/, { error: "must be an ETag of this order" })
    .optional()
    .describe("Only if the order is still at this ETag's version"),
});

/** The version in an `If-Match`; `*` matches any order that exists. */
export function expectedVersion(ifMatch: string | undefined): number | undefined {
  const version = /^"(\d+)/.exec(ifMatch ?? "")?.[1];
  return version === undefined ? undefined : Number(version);
}

// What any route with a key can answer, whatever it does.
const ALWAYS = [
  "api_key_missing",
  "api_key_invalid",
  "malformed_request",
  "validation_failed",
  "internal_error",
  "database_unavailable",
  "overloaded",
] as const satisfies readonly ErrorCode[];

// What any route with a body can answer besides.
const WITH_BODY = [
  "malformed_json",
  "body_too_large",
  "unsupported_media_type",
] as const satisfies readonly ErrorCode[];

/** The problem responses of a route: its own codes and those that any route has, by status. */
export function problems(own: readonly ErrorCode[], body: "body" | "no body" = "no body") {
  const codes = new Set<ErrorCode>([...ALWAYS, ...(body === "body" ? WITH_BODY : []), ...own]);
  const byStatus: Record<number, { description: string; content: object }> = {};
  for (const code of codes) {
    const { status } = ERRORS[code];
    const known = byStatus[status];
    byStatus[status] = {
      description: known ? `${known.description}, \`${code}\`` : `Problem: \`${code}\``,
      content: { [PROBLEM_JSON]: { schema: Problem } },
    };
  }
  return byStatus;
}
