import { policyFindings, type RecoveryPolicyReading } from "@followthrough/core/contract";
import type { RecoveryPolicy } from "@followthrough/core/domain";
import { comingSlots } from "../platform/cron-slots.ts";
import type { PolicyContext } from "./policy-context.ts";

/** A policy that can be used here with what it rarely does, or every problem. */
export type JudgedPolicy =
  | { readonly ok: true; readonly policy: RecoveryPolicy; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Refuses a policy by which no prompt could ever be sent under this schedule of sweeps.
 *
 * @param cron the sweep's schedule
 */
export function judgePolicy(read: RecoveryPolicyReading, cron: string): JudgedPolicy {
  if (!read.ok) return read;
  const { problems, warnings } = policyFindings(read.policy, comingSlots(cron, Date.now()));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, policy: read.policy, warnings };
}

/** Logs what the policy in force would never or rarely do. It stays in force: it may have been so before. */
export function logFindings({ policy, log }: Pick<PolicyContext, "policy" | "log">, cron: string) {
  const { version: policyVersion } = policy;
  const { problems, warnings } = policyFindings(policy, comingSlots(cron, Date.now()));
  for (const problem of problems) log.error({ policyVersion, cron }, problem);
  for (const warning of warnings) log.warn({ policyVersion, cron }, warning);
}
