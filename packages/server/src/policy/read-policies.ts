import {
  describeRecoveryPolicy,
  type PolicyCheck,
  type PolicyPage,
  type PolicyVersion,
} from "@followthrough/core/contract";
import { iso } from "../platform/postgres/times.ts";
import { judgePolicy } from "./judge-policy.ts";
import type { PolicyContext } from "./policy-context.ts";
import { readPolicyText, writePolicyText } from "./read-policy-text.ts";
import { type AdoptedPolicy, listAdopted } from "./sql/adopted-policies.ts";

type Reader = Pick<PolicyContext, "pool" | "policies">;

const SHOWN = 100;

/** The policy in force, and those that were adopted. */
export async function readPolicies({ pool, policies }: Reader): Promise<PolicyPage> {
  await policies.refresh();
  const versions = (await listAdopted(pool, SHOWN)).map(toVersion);
  const { policy, source } = policies.start;
  const start: PolicyVersion = {
    version: policy.version,
    source,
    text: writePolicyText(describeRecoveryPolicy(policy)),
    adoptedAt: null,
    adoptedBy: null,
    reason: null,
  };
  return { inForce: versions[0] ?? start, versions };
}

/** The complete policy in a document, with all defaults filled in, or every problem of the document. @param cron the sweep's schedule */
export function checkPolicy(text: string, cron: string): PolicyCheck {
  const read = judgePolicy(readPolicyText(text), cron);
  if (!read.ok) return { faults: [...read.problems], warnings: [], version: null, whole: null };
  const { policy, warnings } = read;
  const whole = writePolicyText(describeRecoveryPolicy(policy));
  return { faults: [], warnings: [...warnings], version: policy.version, whole };
}

function toVersion({ version, text, adoptedAt, adoptedBy, reason }: AdoptedPolicy): PolicyVersion {
  return { version, source: "console", text, adoptedAt: iso(adoptedAt), adoptedBy, reason };
}
