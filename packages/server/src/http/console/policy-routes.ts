import {
  PolicyCheck,
  PolicyPage,
  PolicyReplay,
  PostPolicyAdopt,
  PostPolicyCheck,
  PostPolicyReplay,
} from "@followthrough/core/contract";
import { adoptPolicy } from "../../usecases/adopt-policy.ts";
import { checkPolicy, readPolicies } from "../../usecases/read-policies.ts";
import { replayPolicy } from "../../usecases/replay-policy.ts";
import { sendRefusal } from "../problem.ts";
import type { Routes } from "../routing.ts";
import { answers, consoleProblems } from "../schemas.ts";
import { operatorOf } from "./guard.ts";

/** The recovery policy: read, tried on what happened, and adopted. */
export const policyRoutes: Routes = (app, { context }) => {
  app.get(
    "/policy",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readPolicy",
        tags: ["Console"],
        summary: "The policy in force, and those that were adopted",
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
        summary: "What a policy's document says, or everything that is wrong with it",
        body: PostPolicyCheck,
        response: { 200: answers(PolicyCheck, "The reading"), ...consoleProblems([], "body") },
      },
    },
    async (request) => checkPolicy(request.body.text),
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
          200: answers(PolicyReplay, "What it would have decided, beside what was"),
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
      const result = await adoptPolicy(context, request.body, operatorOf(request));
      return result.ok ? readPolicies(context) : sendRefusal(reply, result);
    },
  );
};
