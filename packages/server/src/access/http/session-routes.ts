import {
  ConsoleOperator,
  ConsoleOperators,
  ConsoleSessions,
  NewOperator,
  PostOperator,
  PostPassword,
  PostSignIn,
  PutOperator,
  SignedIn,
  SignInOptions,
} from "@followthrough/core/contract";
import { z } from "zod";
import type { Context } from "../../platform/context.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { App, Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems, publicProblems } from "../../platform/http/schemas.ts";
import type { OperatorAccess } from "../access.ts";
import {
  addOperator,
  changeOperator,
  changePassword,
  endSession,
  listOperators,
  listSessions,
} from "../manage-operators.ts";
import { signIn } from "../sign-in.ts";
import { headersOf, operatorOf, setCookies } from "./guard.ts";

/** What the routes for sessions and operators need. */
export interface SessionRoutesOptions {
  readonly context: Pick<Context, "pool" | "log">;
  readonly console: { readonly access: OperatorAccess };
}

const DONE = z.null().describe("Done");

/** Sessions of the console, and the operators who can sign in. */
export const sessionRoutes: Routes<SessionRoutesOptions> = (app, options) => {
  ownSessionRoutes(app, options);
  sessionListRoutes(app, options);
  operatorListRoutes(app, options);
};

function ownSessionRoutes(app: App, { context, console: { access } }: SessionRoutesOptions): void {
  app.get(
    "/session/options",
    {
      config: { role: "anybody" },
      schema: {
        operationId: "getSignInOptions",
        tags: ["Console"],
        summary: "Ways to sign in to the console",
        response: { 200: answers(SignInOptions, "The ways to sign in"), ...publicProblems([]) },
      },
    },
    async () => ({ openId: access.openIdName }),
  );

  app.post(
    "/session",
    {
      config: { role: "anybody" },
      schema: {
        operationId: "signIn",
        tags: ["Console"],
        summary: "Sign in to the console; the session is a cookie",
        body: PostSignIn,
        response: {
          204: DONE,
          ...publicProblems(["credentials_invalid", "origin_refused", "rate_limited"], "body"),
        },
      },
    },
    async (request, reply) => {
      const headers = headersOf(request);
      const result = await signIn(context, access, request.body, request.ip, headers);
      if (!result.ok) return sendRefusal(reply, result);
      return setCookies(reply, result.value).code(204).send(null);
    },
  );

  app.get(
    "/session",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "getSession",
        tags: ["Console"],
        summary: "Get the signed-in operator",
        response: { 200: answers(SignedIn, "The operator"), ...consoleProblems() },
      },
    },
    async (request) => operatorOf(request),
  );

  app.delete(
    "/session",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "signOut",
        tags: ["Console"],
        summary: "Sign out of the console",
        response: { 204: DONE, ...consoleProblems([], "body") },
      },
    },
    async (request, reply) =>
      setCookies(reply, await access.signOut(headersOf(request)))
        .code(204)
        .send(null),
  );

  app.post(
    "/password",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "changePassword",
        tags: ["Console"],
        summary: "Change your own password; all your other sessions end",
        body: PostPassword,
        response: { 204: DONE, ...consoleProblems(["credentials_invalid"], "body") },
      },
    },
    async (request, reply) => {
      const by = operatorOf(request);
      const headers = headersOf(request);
      const result = await changePassword(context, access, by, request.body, headers);
      return result.ok ? reply.code(204).send(null) : sendRefusal(reply, result);
    },
  );
}

const SessionParams = z.strictObject({ sessionId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });
const OperatorParams = z.strictObject({ operatorId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

function sessionListRoutes(app: App, { context }: SessionRoutesOptions): void {
  app.get(
    "/sessions",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listSessions",
        tags: ["Console"],
        summary: "List your own sessions; admins get everybody's",
        response: { 200: answers(ConsoleSessions, "Valid sessions"), ...consoleProblems() },
      },
    },
    async (request) => ({ items: await listSessions(context, operatorOf(request)) }),
  );

  app.delete(
    "/sessions/:sessionId",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "endSession",
        tags: ["Console"],
        summary: "End a session at once; only admins may end the sessions of others",
        params: SessionParams,
        response: { 204: DONE, ...consoleProblems(["session_unknown"], "body") },
      },
    },
    async (request, reply) => {
      const result = await endSession(context, operatorOf(request), request.params.sessionId);
      return result.ok ? reply.code(204).send(null) : sendRefusal(reply, result);
    },
  );
}

function operatorListRoutes(
  app: App,
  { context, console: { access } }: SessionRoutesOptions,
): void {
  app.get(
    "/operators",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listOperators",
        tags: ["Console"],
        summary: "List all operators; an escalation can be assigned to any of them",
        response: { 200: answers(ConsoleOperators, "All operators"), ...consoleProblems() },
      },
    },
    async () => ({ items: await listOperators(context) }),
  );

  app.post(
    "/operators",
    {
      config: { role: "admin" },
      schema: {
        operationId: "addOperator",
        tags: ["Console"],
        summary: "Add an operator; only this answer shows the first password",
        body: PostOperator,
        response: {
          201: answers(NewOperator, "The new operator, with the first password"),
          ...consoleProblems(["operator_known"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await addOperator(access, request.body);
      return result.ok ? reply.code(201).send(result.value) : sendRefusal(reply, result);
    },
  );

  app.put(
    "/operators/:operatorId",
    {
      config: { role: "admin" },
      schema: {
        operationId: "putOperator",
        tags: ["Console"],
        summary: "Change an operator's role or disable them, which ends their sessions",
        params: OperatorParams,
        body: PutOperator,
        response: {
          200: answers(ConsoleOperator, "The operator as changed"),
          ...consoleProblems(["operator_unknown", "admin_needed"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await changeOperator(context, request.params.operatorId, request.body);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );
}
