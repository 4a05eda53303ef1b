import {
  describeRecoveryPolicy,
  type PostPolicyAdopt,
  type SignedIn,
} from "@followthrough/core/contract";
import { isUniqueViolation } from "../platform/postgres/database.ts";
import { type Result, refuse, refuseWith, succeed } from "../platform/result.ts";
import { judgePolicy } from "./judge-policy.ts";
import type { PolicyContext } from "./policy-context.ts";
import { readPolicyText } from "./read-policy-text.ts";
import { readAdopted, adoptPolicy as writeAdoption } from "./sql/adopted-policies.ts";

/**
 * Puts a policy in force for all processes, with the reason for it. The one before stays readable. Refused if the
 * policy in force is not the one that the author has seen.
 *
 * @param cron the sweep's schedule
 */
export async function adoptPolicy(
  { pool, policies, log }: Pick<PolicyContext, "pool" | "policies" | "log">,
  { text, reason, inForce }: PostPolicyAdopt,
  by: SignedIn,
  cron: string,
): Promise<Result<null>> {
  const read = judgePolicy(readPolicyText(text), cron);
  if (!read.ok) return refuseWith("policy_invalid", { problems: read.problems });
  const { version } = read.policy;
  const latest = await readAdopted(pool);
  const present = latest?.version ?? policies.start.policy.version;
  if (present !== inForce) return refuseWith("policy_moved", { inForce: present });
  // A decision names its policy by version, so each version must be unique.
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
