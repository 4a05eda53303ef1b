import {
  describeRecoveryPolicy,
  type PolicyCheck,
  type PolicyPage,
  type PolicyVersion,
} from "@followthrough/core/contract";
import { type AdoptedPolicy, listAdopted } from "../db/adopted-policies.ts";
import { iso } from "../db/orchestration-row.ts";
import { readPolicyText, writePolicyText } from "../policy/read-policy-text.ts";
import type { Context } from "./context.ts";

type Reader = Pick<Context, "pool" | "policies">;

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

/** What a document says with nothing left out, or everything that is wrong with it. */
export function checkPolicy(text: string): PolicyCheck {
  const read = readPolicyText(text);
  if (!read.ok) return { faults: read.faults, version: null, whole: null };
  const whole = writePolicyText(describeRecoveryPolicy(read.policy));
  return { faults: [], version: read.policy.version, whole };
}

function toVersion({ version, text, adoptedAt, adoptedBy, reason }: AdoptedPolicy): PolicyVersion {
  return { version, source: "console", text, adoptedAt: iso(adoptedAt), adoptedBy, reason };
}
