import { ERRORS, type ErrorCode, MemberId, OrderId, Problem } from "@followthrough/core/contract";
import { z } from "zod";
import { ERROR_CODES, PROBLEM_JSON } from "./problem.ts";

/** Path parameters of everything about one order. */
export const OrderParams = z.strictObject({ orderId: OrderId });

/** Path parameters of everything about one member. */
export const MemberParams = z.strictObject({ memberId: MemberId });

/** A shopper's token. With it, a request speaks for that shopper. */
export const OrderTokenHeader = z.object({
  "x-order-token": z
    .string()
    .max(2048)
    .optional()
    .describe(
      "Speaks for a shopper; must open this order (`POST /orders/{orderId}/access-tokens`)",
    ),
});

/** Path parameters of everything about one escalation. */
export const EscalationParams = z.strictObject({ escalationId: z.uuid() });

/** Path parameters of everything about one prompt. */
export const NotificationParams = z.strictObject({ notificationId: z.uuid() });

/** Path parameters of everything about one message of a provider. */
export const InboxParams = z.strictObject({ inboxId: z.uuid() });

/** Headers of a change that may be repeated. */
export const RepeatHeaders = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: "must be 1 to 255 printable ASCII characters" })
    .optional()
    .describe("A repeat with the same key and body gets the first answer; nothing happens twice"),
});

/** Headers of a change that may be repeated or bound to a version. */
export const ChangeHeaders = RepeatHeaders.extend({
  "if-match": z
    .string()
    .regex(/^("\d{1,9}(\.[\w-]+){0,2}"|\*)$/, { error: "must be an ETag of this order" })
    .optional()
    .describe("Only if the order is still at this ETag's version"),
});

/** An answer with this body. `description` says what the answer means. */
export function answers<Body extends z.ZodType>(schema: Body, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** An answer that is a page for a person who follows a link. */
export function answersPage(description: string) {
  return { description, content: { "text/html": { schema: z.string() } } };
}

// The problems of any route that works with the database.
const ALWAYS = [
  "malformed_request",
  "validation_failed",
  "internal_error",
  "database_unavailable",
] as const satisfies readonly ErrorCode[];

// The further problems of any route below the API's prefix.
const WITH_KEY = ["api_key_missing", "api_key_invalid"] as const satisfies readonly ErrorCode[];

// The further problems of any method that may carry a body, even if the route takes none.
const WITH_BODY = [
  "malformed_json",
  "body_too_large",
  "unsupported_media_type",
] as const satisfies readonly ErrorCode[];

type TakesBody = "body" | "no body";

/** The problem responses of a route that needs the API key: its own codes and those of every such route. */
export function problems(own: readonly ErrorCode[], body: TakesBody = "no body") {
  return publicProblems([...WITH_KEY, ...own], body);
}

// The further problems of any console route that requires a session.
const WITH_SESSION = [
  "session_missing",
  "role_insufficient",
  "origin_refused",
] as const satisfies readonly ErrorCode[];

/** The problem responses of a console route that requires a session. */
export function consoleProblems(own: readonly ErrorCode[] = [], body: TakesBody = "no body") {
  return publicProblems([...WITH_SESSION, ...own], body);
}

/** The problem responses of a route that needs no key. */
export function publicProblems(own: readonly ErrorCode[], body: TakesBody = "no body") {
  const codes = new Set<ErrorCode>([...ALWAYS, ...(body === "body" ? WITH_BODY : []), ...own]);
  const byStatus: Record<number, { description: string; content: object }> = {};
  // In the table's order, even if a route lists them differently.
  for (const code of ERROR_CODES.filter((known) => codes.has(known))) {
    const { status } = ERRORS[code];
    const known = byStatus[status];
    byStatus[status] = {
      description: known ? `${known.description}, \`${code}\`` : `Problem: \`${code}\``,
      content: { [PROBLEM_JSON]: { schema: Problem } },
    };
  }
  return byStatus;
}
