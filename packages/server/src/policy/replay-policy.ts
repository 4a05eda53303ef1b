import type { PolicyReplay, PostPolicyReplay } from "@followthrough/core/contract";
import {
  type OrderHistory,
  type ReplayDecision,
  recordedDecisions,
  replayPolicy as replay,
  STAGES,
} from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { iso } from "../platform/postgres/times.ts";
import { type Result, refuseField, refuseWith, succeed } from "../platform/result.ts";
import { readPolicyText } from "./read-policy-text.ts";
import { readHistories, readRuns } from "./sql/order-histories.ts";

const DAY = 24 * 60 * 60_000;
const LONGEST_DAYS = 92;
// This many orders are simulated in a few seconds. Of a larger shop, only the latest orders are used.
const MOST_ORDERS = 5_000;
const MOST_DIFFERENCES = 200;
/** Decisions this close count as made at the same time: a sweep takes some time itself. */
const SAME_MS = 60_000;

/**
 * What a policy would have decided over the recorded history, next to what was decided. Reports and sweep runs are
 * the recorded ones; what is known about shoppers is today's knowledge. Changes nothing.
 */
export async function replayPolicy(
  { pool }: Pick<Context, "pool">,
  body: PostPolicyReplay,
): Promise<Result<PolicyReplay>> {
  const read = readPolicyText(body.text);
  if (!read.ok) return refuseWith("policy_invalid", { problems: read.problems });
  const from = Date.parse(body.from);
  const to = Date.parse(body.to);
  if (to <= from) return refuseField("/to", { kind: "not_later_than_from" });
  if (to - from > LONGEST_DAYS * DAY)
    return refuseField("/to", { kind: "span_too_long", days: LONGEST_DAYS });
  const histories = await readHistories(pool, from, to, MOST_ORDERS + 1);
  const known = histories.slice(0, MOST_ORDERS);
  const runs = await readRuns(pool, from, to);
  const recorded = recordedDecisions(known, from, to);
  const replayed = replay(known, read.policy, runs, from);
  return succeed({
    version: read.policy.version,
    from: iso(from),
    to: iso(to),
    orders: known.length,
    isWhole: histories.length === known.length,
    ...compare(recorded, replayed, known),
  });
}

function compare(
  recorded: readonly ReplayDecision[],
  replayed: readonly ReplayDecision[],
  histories: readonly OrderHistory[],
) {
  const [were, would] = [recorded.filter(isPrompt), replayed.filter(isPrompt)];
  const pairs = pair(were, would);
  const differences = pairs
    .filter(({ was, is }) => !was || !is || Math.abs(was.at - is.at) > SAME_MS)
    .sort((a, b) => timeOf(a) - timeOf(b));
  const days = [...new Set([...were, ...would].map(({ at }) => dayOf(at)))].sort();
  return {
    recorded: countByKind(recorded),
    replayed: countByKind(replayed),
    byDay: days.map((day) => ({
      day,
      recorded: were.filter(({ at }) => dayOf(at) === day).length,
      replayed: would.filter(({ at }) => dayOf(at) === day).length,
    })),
    byStage: STAGES.map((stage) => ({
      stage,
      recorded: were.filter((prompt) => prompt.stage === stage).length,
      replayed: would.filter((prompt) => prompt.stage === stage).length,
    })),
    same: pairs.length - differences.length,
    needless: countNeedless(would, were, histories),
    recipients: { recorded: countRecipients(were), replayed: countRecipients(would) },
    differences: differences.slice(0, MOST_DIFFERENCES).map(({ was, is, any }) => ({
      orderId: any.orderId,
      recipient: any.recipient,
      stage: any.stage,
      step: any.step ?? 0,
      recordedAt: was === undefined ? null : iso(was.at),
      replayedAt: is === undefined ? null : iso(is.at),
    })),
    differenceCount: differences.length,
  };
}

interface Pair {
  readonly was: ReplayDecision | undefined;
  readonly is: ReplayDecision | undefined;
  readonly any: ReplayDecision;
}

/** Pairs decisions about the same step of the same stage of an order, one visit of a stage after the other. */
function pair(were: readonly ReplayDecision[], would: readonly ReplayDecision[]): Pair[] {
  const waiting = Map.groupBy(would, keyOf);
  const pairs = were.map((was): Pair => ({ was, is: waiting.get(keyOf(was))?.shift(), any: was }));
  const rest = [...waiting.values()].flat();
  return [...pairs, ...rest.map((is): Pair => ({ was: undefined, is, any: is }))];
}

function keyOf({ orderId, stage, step }: ReplayDecision): string {
  return `${orderId} ${stage} ${step}`;
}

function timeOf({ was, is, any }: Pair): number {
  return Math.min(was?.at ?? any.at, is?.at ?? any.at);
}

/** Simulated prompts to orders that left the stage within a day although no prompt had been sent. */
function countNeedless(
  would: readonly ReplayDecision[],
  were: readonly ReplayDecision[],
  histories: readonly OrderHistory[],
): number {
  const written = new Set(were.map(({ orderId, stage }) => `${orderId} ${stage}`));
  const byOrder = new Map(histories.map((history) => [history.orderId, history]));
  return would.filter(({ orderId, stage, at }) => {
    if (written.has(`${orderId} ${stage}`)) return false;
    const left = byOrder
      .get(orderId)
      ?.entries.find(({ recordedAt, after }) => recordedAt > at && after.currentStage !== stage);
    return left !== undefined && left.recordedAt - at <= DAY;
  }).length;
}

function isPrompt({ kind }: ReplayDecision): boolean {
  return kind === "prompt";
}

function countByKind(decisions: readonly ReplayDecision[]) {
  const of = (kind: ReplayDecision["kind"]) =>
    decisions.filter((decision) => decision.kind === kind).length;
  return {
    prompt: of("prompt"),
    defer: of("defer"),
    suppress: of("suppress"),
    escalate: of("escalate"),
  };
}

function countRecipients(prompts: readonly ReplayDecision[]): number {
  return new Set(prompts.map(({ recipient }) => recipient)).size;
}

function dayOf(time: number): string {
  return iso(time).slice(0, 10);
}
