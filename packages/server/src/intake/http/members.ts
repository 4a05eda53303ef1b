import {
  LoyaltyStep,
  LoyaltySteps,
  Member,
  NotificationPreferences,
  OrderId,
  PutLoyaltyStep,
  PutMember,
} from "@followthrough/core/contract";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, MemberParams, problems } from "../../platform/http/schemas.ts";
import { reportMember, savePreferences } from "../report-member.ts";
import { getLoyaltySteps, saveLoyaltyStep } from "../save-loyalty-step.ts";

/** What the routes for members need. */
export interface MemberRoutesOptions {
  readonly context: Context;
}

/** Stores members, the mail they want, and the loyalty steps they still have to do. */
export const memberRoutes: Routes<MemberRoutesOptions> = (app, { context }) => {
  app.put(
    "/members/:memberId",
    {
      schema: {
        operationId: "putMember",
        tags: ["Members"],
        summary: "Report a member",
        params: MemberParams,
        body: PutMember,
        response: {
          200: answers(Member, "The member was known and is now as reported"),
          201: answers(Member, "The member is new"),
          ...problems([], "body"),
        },
      },
    },
    async (request, reply) => {
      const { member, created } = await reportMember(
        context,
        request.params.memberId,
        request.body,
      );
      return reply.code(created ? 201 : 200).send(member);
    },
  );

  app.put(
    "/members/:memberId/notification-preferences",
    {
      schema: {
        operationId: "putNotificationPreferences",
        tags: ["Members"],
        summary: "Report which mail a member wants",
        description:
          "May be sent before the member is reported. Without a choice, the member gets all mail. The choice holds " +
          "for the member's mailbox, also as a guest. `true` from a member who had opted out lifts an unsubscription, " +
          "but no bounce and no complaint; from others it lifts nothing.",
        params: MemberParams,
        body: NotificationPreferences,
        response: {
          200: answers(NotificationPreferences, "The choice is now this one"),
          201: answers(NotificationPreferences, "The member's first choice"),
          ...problems([], "body"),
        },
      },
    },
    async (request, reply) => {
      const { memberId } = request.params;
      const { preferences, created } = await savePreferences(
        context,
        memberId,
        request.body,
        "api",
      );
      return reply.code(created ? 201 : 200).send(preferences);
    },
  );

  app.put(
    "/members/:memberId/loyalty-steps/:externalId",
    {
      schema: {
        operationId: "putLoyaltyStep",
        tags: ["Members"],
        summary: "Report a loyalty checkout intent",
        params: MemberParams.extend({ externalId: OrderId }),
        body: PutLoyaltyStep,
        response: {
          200: answers(LoyaltyStep, "The step was known and is now as reported"),
          201: answers(LoyaltyStep, "The step is new"),
          ...problems([], "body"),
        },
      },
    },
    async (request, reply) => {
      const { memberId, externalId } = request.params;
      const { step, created } = await saveLoyaltyStep(context, memberId, externalId, request.body);
      return reply.code(created ? 201 : 200).send(step);
    },
  );

  app.get(
    "/members/:memberId/loyalty-steps",
    {
      schema: {
        operationId: "getLoyaltySteps",
        tags: ["Members"],
        summary: "A member's loyalty steps, open ones first",
        params: MemberParams,
        response: {
          200: answers(LoyaltySteps, "All steps of the member"),
          ...problems(["member_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await getLoyaltySteps(context, request.params.memberId);
      return result.ok ? { items: result.value } : sendRefusal(reply, result);
    },
  );
};
