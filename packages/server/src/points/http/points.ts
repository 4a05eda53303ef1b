import {
  HoldId,
  LoyaltyCredit,
  LoyaltyHold,
  MemberLoyalty,
  PostCapture,
  PostCredit,
  PostExtend,
  PostRelease,
  PutHold,
} from "@followthrough/core/contract";
import { z } from "zod";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, MemberParams, problems, RepeatHeaders } from "../../platform/http/schemas.ts";
import { creditPoints } from "../credit-points.ts";
import { getMemberLoyalty } from "../get-member-loyalty.ts";
import { placeHold } from "../place-hold.ts";
import type { PointsContext } from "../points-context.ts";
import { captureHold, extendHold, releaseHold } from "../resolve-hold.ts";

/** What the routes for points need. */
export interface PointsRoutesOptions {
  readonly context: PointsContext;
}

const HoldParams = z.strictObject({ holdId: HoldId });

const RESOLVED = ["already_captured", "already_released", "expired"] as const;

/** Reads members' points, and changes them and the holds on them. */
export const loyaltyRoutes: Routes<PointsRoutesOptions> = (app, { context }) => {
  app.put(
    "/loyalty/holds/:holdId",
    {
      schema: {
        operationId: "putHold",
        tags: ["Loyalty"],
        summary: "Hold points of a member",
        description:
          "The caller chooses the id; sending the same request again changes nothing. With `orderId` the hold " +
          "completes the order's loyalty stage and is extended, captured or released with the order.",
        params: HoldParams,
        body: PutHold,
        response: {
          200: answers(LoyaltyHold, "The hold existed; this is its current state"),
          201: answers(LoyaltyHold, "The points are held"),
          ...problems(
            [
              "order_unknown",
              "order_of_another_member",
              "orchestration_closed",
              "points_waived",
              "insufficient_points",
              "hold_differs",
              "order_holds_points",
              "hold_in_the_past",
              "programme_keeps_points",
              "version_conflict",
            ],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const result = await placeHold(context, request.params.holdId, request.body);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(result.value.isNew ? 201 : 200).send(result.value.hold);
    },
  );

  app.post(
    "/loyalty/holds/:holdId/capture",
    {
      schema: {
        operationId: "captureHold",
        tags: ["Loyalty"],
        summary: "Take the held points",
        description:
          "Takes all of them, or a part; the rest goes back to the member. A hold is resolved once, and a second " +
          "request is refused with what happened. The same `Idempotency-Key` again gets the first answer.",
        params: HoldParams,
        headers: RepeatHeaders,
        body: PostCapture,
        response: {
          200: answers(LoyaltyHold, "The points are taken"),
          ...problems(
            [
              "hold_unknown",
              ...RESOLVED,
              "capture_exceeds_hold",
              "programme_keeps_points",
              "version_conflict",
            ],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request;
      const key = headers["idempotency-key"] ?? null;
      const result = await captureHold(context, params.holdId, body, key);
      return result.ok ? result.value.hold : sendRefusal(reply, result);
    },
  );

  app.post(
    "/loyalty/holds/:holdId/release",
    {
      schema: {
        operationId: "releaseHold",
        tags: ["Loyalty"],
        summary: "Give the held points back",
        description:
          "If the hold was for an order, the order waits at its loyalty stage for another hold.",
        params: HoldParams,
        headers: RepeatHeaders,
        body: PostRelease,
        response: {
          200: answers(LoyaltyHold, "The points are released"),
          ...problems(
            ["hold_unknown", ...RESOLVED, "programme_keeps_points", "version_conflict"],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const key = request.headers["idempotency-key"] ?? null;
      const result = await releaseHold(context, request.params.holdId, key);
      return result.ok ? result.value.hold : sendRefusal(reply, result);
    },
  );

  app.post(
    "/loyalty/holds/:holdId/extend",
    {
      schema: {
        operationId: "extendHold",
        tags: ["Loyalty"],
        summary: "Keep points held for longer",
        params: HoldParams,
        body: PostExtend,
        response: {
          200: answers(LoyaltyHold, "The points are held at least until then"),
          ...problems(
            ["hold_unknown", ...RESOLVED, "programme_keeps_points", "version_conflict"],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const result = await extendHold(context, request.params.holdId, request.body);
      return result.ok ? result.value.hold : sendRefusal(reply, result);
    },
  );

  app.post(
    "/loyalty/accounts/:memberId/credits",
    {
      schema: {
        operationId: "creditPoints",
        tags: ["Loyalty"],
        summary: "Give a member points, or take a credit or a part of it back",
        description:
          "Points that were spent or held before their credit is taken back become a debt, which later credits pay. " +
          "While a member has a debt, nothing more can be held.",
        params: MemberParams,
        body: PostCredit,
        response: {
          200: answers(LoyaltyCredit, "The reference was known; nothing changed"),
          201: answers(LoyaltyCredit, "The points are credited, or the credit is reversed"),
          ...problems(
            [
              "credit_unknown",
              "credit_differs",
              "already_reversed",
              "reversal_exceeds_credit",
              "programme_keeps_points",
              "version_conflict",
            ],
            "body",
          ),
        },
      },
    },
    async (request, reply) => {
      const result = await creditPoints(context, request.params.memberId, request.body);
      if (!result.ok) return sendRefusal(reply, result);
      return reply.code(result.value.isNew ? 201 : 200).send(result.value.credit);
    },
  );

  app.get(
    "/members/:memberId/loyalty",
    {
      schema: {
        operationId: "getMemberLoyalty",
        tags: ["Loyalty"],
        summary: "A member's points, holds on them and latest movements",
        description:
          "Points count as held until their hold is recorded as resolved, even when its time is over.",
        params: MemberParams,
        response: {
          200: answers(MemberLoyalty, "The member's points"),
          ...problems(["member_unknown", "programme_unavailable"]),
        },
      },
    },
    async (request, reply) => {
      const result = await getMemberLoyalty(context, request.params.memberId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
};
