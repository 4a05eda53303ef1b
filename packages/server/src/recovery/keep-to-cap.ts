import { decideRecovery } from "@followthrough/core/domain";
import type { Tx } from "../platform/postgres/database.ts";
import { mailboxOf, type Plan } from "./plan.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { claimFrequencyCap, readLastPrompted } from "./sql/frequency-cap.ts";

/**
 * Applies the frequency cap, also across sweeps that run at the same moment. If another sweep has just prompted a
 * member or a mailbox, their orders are decided again with that knowledge, and so are deferred. A key that was claimed
 * for a prompt that is then refused is free again, since no mail comes of that claim.
 */
export async function keepToCap(
  tx: Tx,
  { policy }: RecoveryContext,
  plans: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): Promise<readonly Plan[]> {
  const capMs = policy.frequencyCapMs;
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  if (capMs === null || prompts.length === 0) return plans;
  const now = Math.max(...prompts.map(({ order }) => order.now));
  const claims = claimsOf(prompts, messages);
  const granted = await claimFrequencyCap(tx, claims, now, capMs);
  const refused = [...claims.keys()].filter((key) => !granted.has(key));
  const taken = new Map(refused.length === 0 ? [] : await readLastPrompted(tx, refused));
  const mailed = new Map<string, string>();
  return plans.map((plan) => {
    if (plan.decision.kind !== "prompt") return plan;
    const own = plan.keys;
    const times = own.flatMap((key) => taken.get(key) ?? []);
    // Only orders that share a message may share a claim. The others wait for the cap to end: without folding all but
    // the first, and with it those of a member that go to another mailbox.
    const mailbox = mailboxOf(plan);
    const mayShare = (key: string) =>
      !mailed.has(key) || (policy.foldsOrders && mailed.get(key) === mailbox);
    if (!own.every(mayShare)) times.push(now);
    if (times.length === 0) {
      for (const key of own) mailed.set(key, mailbox);
      return plan;
    }
    const recovery = { ...plan.recovery, lastPromptedAt: Math.max(...times) };
    const { orchestration } = plan.order;
    return {
      ...plan,
      recovery,
      decision: decideRecovery(orchestration, recovery, policy, plan.order.now),
    };
  });
}

/** The recipients of these prompts. Of a member's mails to several mailboxes only the first is sent now. */
function claimsOf(
  prompts: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const claims = new Map<string, string>();
  for (const plan of prompts) {
    const message = messages.get(mailboxOf(plan));
    if (message === undefined) throw new Error("A mailbox that gets a prompt has a message");
    for (const key of plan.keys) if (!claims.has(key)) claims.set(key, message);
  }
  return claims;
}
