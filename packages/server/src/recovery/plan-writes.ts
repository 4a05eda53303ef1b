import { randomUUID } from "node:crypto";
import { transition } from "@followthrough/core/domain";
import type { TransitionWrite } from "../lifecycle/sql/write-transitions.ts";
import { isoOrNull } from "../platform/postgres/times.ts";
import { promptStage, toldDay } from "./decided-prompt.ts";
import { mailboxOf, type Plan } from "./plan.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import type { SweepRun } from "./sweep-run.ts";

/** The `Message-ID` of the mail to each mailbox that gets one. */
export function messagesOf(
  plans: readonly Plan[],
  { mailDomain }: SweepRun,
): ReadonlyMap<string, string> {
  const prompts = plans.filter(({ decision }) => decision.kind === "prompt");
  return new Map(prompts.map((plan) => [mailboxOf(plan), `<${randomUUID()}@${mailDomain}>`]));
}

/** What is written of the plans. One that can't be written is left out, and stays overdue for the next sweep. */
export function toWrites(
  context: RecoveryContext,
  run: SweepRun,
  plans: readonly Plan[],
  messages: ReadonlyMap<string, string>,
): TransitionWrite[] {
  return plans.flatMap((plan) => {
    try {
      return [toWrite(context, run, plan, messages)];
    } catch (error) {
      const { orderId } = plan.order;
      context.log.error({ err: error, orderId, runId: run.runId }, "not decided");
      return [];
    }
  });
}

function toWrite(
  { policy, log }: RecoveryContext,
  run: SweepRun,
  plan: Plan,
  messages: ReadonlyMap<string, string>,
): TransitionWrite {
  const { orderId, orchestration, now } = plan.order;
  const { decision } = plan;
  const { runId } = run;
  const event = { kind: "sweep", decision, policyVersion: policy.version, runId } as const;
  const result = transition(orchestration, event, policy, now);
  if (!result.ok) throw new Error(`A sweep's decision was refused: ${result.code}`);
  if (decision.kind === "suppress" || log.isLevelEnabled("debug")) {
    const line = { orderId, decision: decision.kind, reason: decision.reason, runId };
    if (decision.kind === "suppress")
      log.info(line, "no prompt: the shopper does not get this mail");
    else log.debug({ ...line, nextActionAt: isoOrNull(decision.nextActionAt) }, "recovery decided");
  }
  const { next, entry, effects } = result;
  const prompt = toPrompt(policy, run, plan, messages);
  return { orderId, next, entry, ...effects, prompt, stored: null, operation: null };
}

/** Prompts to one mailbox share a message if the policy folds orders. With a cap, there is only one without folding. */
function toPrompt(
  { version, foldsOrders, frequencyCapMs, worthSendingMs }: RecoveryContext["policy"],
  { mailDomain }: SweepRun,
  plan: Plan,
  messages: ReadonlyMap<string, string>,
): TransitionWrite["prompt"] {
  const { decision } = plan;
  if (decision.kind !== "prompt") return null;
  const { memberId, orchestration, now } = plan.order;
  const promptId = randomUUID();
  const areShared = foldsOrders || frequencyCapMs !== null;
  const shared = areShared ? messages.get(mailboxOf(plan)) : undefined;
  return {
    promptId,
    stage: promptStage(orchestration, decision),
    memberId,
    recipient: decision.email,
    step: decision.step,
    messageId: shared ?? `<${promptId}@${mailDomain}>`,
    policyVersion: version,
    worthUntil: now + worthSendingMs,
    promisedBy: toldDay(orchestration, decision),
  };
}
