import {
  Erasure,
  MemberHits,
  MemberLoyalty,
  MemberPage,
  MemberQuery,
  PostErasure,
  PutMemberMail,
} from "@followthrough/core/contract";
import { operatorOf } from "../../access/http/guard.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems, MemberParams } from "../../platform/http/schemas.ts";
import { getMemberLoyalty } from "../../points/get-member-loyalty.ts";
import type { PointsContext } from "../../points/points-context.ts";
import { changeMemberMail } from "../change-member-mail.ts";
import { eraseMember } from "../erase-member.ts";
import { findMembers, readMemberPage } from "../read-members.ts";

/** What the routes of the member pages need. */
export interface MemberPageOptions {
  readonly context: PointsContext;
}

/** Members: their mail choice, their prompts and points, and their erasure. */
export const memberPageRoutes: Routes<MemberPageOptions> = (app, { context }) => {
  app.get(
    "/members",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "findMembers",
        tags: ["Console"],
        summary: "Members by the beginning of their id, address or name",
        querystring: MemberQuery,
        response: { 200: answers(MemberHits, "Members"), ...consoleProblems() },
      },
    },
    async (request) => ({ items: await findMembers(context, request.query.text) }),
  );

  app.get(
    "/members/:memberId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readMemberPage",
        tags: ["Console"],
        summary: "Everything about one member",
        params: MemberParams,
        response: {
          200: answers(MemberPage, "The member"),
          ...consoleProblems(["member_unknown"]),
        },
      },
    },
    async (request, reply) => {
      const result = await readMemberPage(context, request.params.memberId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.get(
    "/members/:memberId/loyalty",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readMemberPoints",
        tags: ["Console"],
        summary: "A member's points: balance, holds and the latest movements",
        params: MemberParams,
        response: {
          200: answers(MemberLoyalty, "The points"),
          ...consoleProblems(["member_unknown", "programme_unavailable"]),
        },
      },
    },
    async (request, reply) => {
      const result = await getMemberLoyalty(context, request.params.memberId);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.put(
    "/members/:memberId/mail",
    {
      config: { role: "operator" },
      schema: {
        operationId: "putMemberMail",
        tags: ["Console"],
        summary: "Keep what a member told an operator about mail",
        params: MemberParams,
        body: PutMemberMail,
        response: {
          200: answers(MemberPage, "The choice is stored"),
          ...consoleProblems(["member_unknown", "member_without_address"], "body"),
        },
      },
    },
    async (request, reply) => {
      const { memberId } = request.params;
      const result = await changeMemberMail(context, memberId, request.body, operatorOf(request));
      if (!result.ok) return sendRefusal(reply, result);
      const page = await readMemberPage(context, memberId);
      return page.ok ? page.value : sendRefusal(reply, page);
    },
  );

  app.post(
    "/members/:memberId/erase",
    {
      config: { role: "admin" },
      schema: {
        operationId: "eraseMember",
        tags: ["Console"],
        summary: "Erase a member's personal data permanently",
        description:
          "Orders and the shape of their timelines stay. `confirm` is the member's id, as the operator typed it.",
        params: MemberParams,
        body: PostErasure,
        response: {
          200: answers(Erasure, "The member is erased"),
          ...consoleProblems(["member_unknown", "erasure_unconfirmed", "version_conflict"], "body"),
        },
      },
    },
    async (request, reply) => {
      const { memberId } = request.params;
      const result = await eraseMember(context, memberId, request.body, operatorOf(request));
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
};
