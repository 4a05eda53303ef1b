import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { Committed, RequestOptions } from "../change.ts";
import type { Refusal } from "../result.ts";
import { sendRefusal } from "./problem.ts";
import type { ChangeHeaders } from "./schemas.ts";

/** What a caller requests by the headers of a change. */
export function readChangeHeaders(headers: z.infer<typeof ChangeHeaders>): RequestOptions {
  return {
    idempotencyKey: headers["idempotency-key"],
    expectedVersion: expectedVersion(headers["if-match"]),
  };
}

/** Answers with what a change did, and says so if an earlier request had already done it. */
export function sendChanged<Answer>(
  reply: FastifyReply,
  result: Committed<Answer> | Refusal,
): FastifyReply {
  if (!result.ok) return sendRefusal(reply, result);
  if (result.replayed) void reply.header("idempotency-replayed", "true");
  return reply.code(200).send(result.answer);
}

/** The version in an `If-Match`; `*` matches any order that exists. */
function expectedVersion(ifMatch: string | undefined): number | undefined {
  const version = /^"(\d+)/.exec(ifMatch ?? "")?.[1];
  return version === undefined ? undefined : Number(version);
}
