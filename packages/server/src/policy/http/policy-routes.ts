import {
  PolicyCheck,
  PolicyPage,
  PolicyReplay,
  PostPolicyAdopt,
  PostPolicyCheck,
  PostPolicyReplay,
} from "@followthrough/core/contract";
import { operatorOf } from "../../access/http/guard.ts";
import { sendRefusal } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answers, consoleProblems } from "../../platform/http/schemas.ts";
import { adoptPolicy } from "../adopt-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
import { checkPolicy, readPolicies } from "../read-policies.ts";
import { replayPolicy } from "../replay-policy.ts";

/** What reading and adopting policies needs. */
export interface PolicyRoutesOptions {
  readonly context: PolicyContext;
  /** The sweep's schedule. */
  readonly console: { readonly cron: string };
}

/** The recovery policy: read it, simulate it on recorded history, and adopt it. */
export const policyRoutes: Routes<PolicyRoutesOptions> = (app, { context, console: { cron } }) => {
  app.get(
    "/policy",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readPolicy",
        tags: ["Console"],
        summary: "The policy in force, and the adopted policies",
        response: { 200: answers(PolicyPage, "The policies"), ...consoleProblems() },
      },
    },
    async () => readPolicies(context),
  );

  app.post(
    "/policy/check",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "checkPolicy",
        tags: ["Console"],
        summary: "Check a policy's document and list every problem in it",
        body: PostPolicyCheck,
        response: {
          200: answers(PolicyCheck, "The result of the check"),
          ...consoleProblems([], "body"),
        },
      },
    },
    async (request) => checkPolicy(request.body.text, cron),
  );

  app.post(
    "/policy/replay",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "replayPolicy",
        tags: ["Console"],
        summary: "What a policy would have decided over the recorded history; changes nothing",
        body: PostPolicyReplay,
        response: {
          200: answers(PolicyReplay, "What it would have decided, next to what was decided"),
          ...consoleProblems(["policy_invalid"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await replayPolicy(context, request.body);
      return result.ok ? result.value : sendRefusal(reply, result);
    },
  );

  app.post(
    "/policy/adopt",
    {
      config: { role: "admin" },
      schema: {
        operationId: "adoptPolicy",
        tags: ["Console"],
        summary: "Put a policy in force, with a reason; the one before stays readable",
        body: PostPolicyAdopt,
        response: {
          200: answers(PolicyPage, "The policy is in force"),
          ...consoleProblems(["policy_invalid", "policy_moved", "policy_version_taken"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await adoptPolicy(context, request.body, operatorOf(request), cron);
      return result.ok ? readPolicies(context) : sendRefusal(reply, result);
    },
  );
};
