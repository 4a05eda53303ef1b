import {
  Erasure,
  MemberHits,
  MemberLoyalty,
  MemberPage,
  MemberQuery,
  PostErasure,
  PutMemberMail,
} from "@followthrough/core/contract";
import { changeMemberMail } from "../../usecases/change-member-mail.ts";
import { eraseMember } from "../../usecases/erase-member.ts";
import { getMemberLoyalty } from "../../usecases/get-member-loyalty.ts";
import { findMembers, readMemberPage } from "../../usecases/read-members.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, consoleProblems, MemberParams } from "../schemas.ts";
import { operatorOf } from "./guard.ts";

/** Members: what they want, what they got, and their way out. */
export const memberPageRoutes: Routes = (app, { context }) => {
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
          200: answers(MemberPage, "The choice is kept"),
          ...consoleProblems(["member_unknown"], "body"),
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
        summary: "Erase a member's personal data for good",
        description:
          "Orders and the shape of their timelines stay. `confirm` is the member's id, typed.",
        params: MemberParams,
        body: PostErasure,
        response: {
          200: answers(Erasure, "The person is gone"),
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
