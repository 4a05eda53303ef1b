import {
  describeRecoveryPolicy,
  type PostPolicyAdopt,
  type SignedIn,
} from "@followthrough/core/contract";
import { readAdopted, adoptPolicy as writeAdoption } from "../db/adopted-policies.ts";
import { isUniqueViolation } from "../db/database.ts";
import { readPolicyText } from "../policy/read-policy-text.ts";
import type { Context } from "./context.ts";
import { type Result, refuse, succeed } from "./result.ts";

/**
 * Puts a policy in force for all processes, with the reason; the one before stays readable. Refused when another
 * one is in force than its author has seen.
 */
export async function adoptPolicy(
  { pool, policies, log }: Pick<Context, "pool" | "policies" | "log">,
  { text, reason, inForce }: PostPolicyAdopt,
  by: SignedIn,
): Promise<Result<null>> {
  const read = readPolicyText(text);
  if (!read.ok) return refuse("policy_invalid", read.faults.join("; "));
  const { version } = read.policy;
  const latest = await readAdopted(pool);
  const present = latest?.version ?? policies.start.policy.version;
  if (present !== inForce) return refuse("policy_moved", `Version ${present} is in force.`);
  // Decisions are told apart by the version that they name.
  if (version === policies.start.policy.version) return refuse("policy_version_taken");
  const document = describeRecoveryPolicy(read.policy);
  const adoption = { version, text, document, adoptedBy: by.name, reason };
  try {
    const isAdopted = await writeAdoption(pool, adoption, latest?.version ?? null);
    if (!isAdopted) return refuse("policy_moved");
  } catch (error) {
    if (isUniqueViolation(error)) return refuse("policy_version_taken");
    throw error;
  }
  await policies.refresh();
  log.info({ version, operator: by.name }, "a recovery policy was adopted");
  return succeed(null);
}
