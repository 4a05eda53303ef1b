import {
  LoyaltyStep,
  LoyaltySteps,
  Member,
  NotificationPreferences,
  OrderId,
  PutLoyaltyStep,
  PutMember,
} from "@followthrough/core/contract";
import { getLoyaltySteps, saveLoyaltyStep } from "../../usecases/save-loyalty-step.ts";
import { saveMember, savePreferences } from "../../usecases/save-member.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, MemberParams, problems } from "../schemas.ts";

/** Members, what they want to be told, and what they still have to do for points. */
export const memberRoutes: Routes = (app, { context }) => {
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
      const { member, created } = await saveMember(context, request.params.memberId, request.body);
      return reply.code(created ? 201 : 200).send(member);
    },
  );

  app.put(
    "/members/:memberId/notification-preferences",
    {
      schema: {
        operationId: "putNotificationPreferences",
        tags: ["Members"],
        summary: "Say what a member wants to be told",
        description: "Kept also before the member is known. Everything is wanted until then.",
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
      const { preferences, created } = await savePreferences(context, memberId, request.body);
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
