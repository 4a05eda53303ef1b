import type { Orchestration, Provider, TruthSource } from "@followthrough/core/domain";
import { isTerminal } from "@followthrough/core/domain";
import { readAskable } from "../../intake/sql/provider-references.ts";
import { commitEvent } from "../../lifecycle/commit/commit-event.ts";
import { hashRequest } from "../../lifecycle/commit/request-hash.ts";
import { readOrchestration } from "../../lifecycle/sql/read-orchestration.ts";
import type { Context } from "../../platform/context.ts";
import type { CircuitBreaker } from "../../platform/flow/circuit-breaker.ts";
import { UnreadableAnswer } from "../connectors/connector.ts";
import { stageEventOf } from "../event-from-provider-fact.ts";
import {
  type CheckOutcome,
  type ClaimedCheck,
  claimChecks,
  postponeCheck,
  recordAnswer,
} from "../sql/provider-checks.ts";

/** A provider that can be asked. */
export interface AskedProvider {
  readonly provider: Provider;
  readonly source: TruthSource;
  /** While it is open, the provider is not asked. */
  readonly breaker: CircuitBreaker;
  /** Waits until the rate limit allows one more question. */
  readonly pace: (signal: AbortSignal) => Promise<void>;
}

/** What `askProviders` needs to ask. */
export interface Asking {
  readonly providers: readonly AskedProvider[];
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const AT_ONCE = 10;
// Longer than an attempt takes. After that, another worker may ask the question of a worker that was lost.
const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
// Every payment of an order counts. More attempts than this are a script's, and the latest ones say how it ended.
const MOST_REFERENCES = 50;

const PROVIDER_ACTOR = "provider";

/**
 * Asks providers about orders whose members would otherwise get a prompt, and records the answers as ordinary
 * facts. If a provider can't be reached, the question stays open and the order is not decided.
 *
 * @returns how many questions were answered
 */
export async function askProviders(context: Context, asking: Asking): Promise<number> {
  let answered = 0;
  for (;;) {
    if (asking.signal.aborted) return answered;
    const checks = await claimChecks(context.pool, AT_ONCE, LEASE_MS);
    const outcomes = await Promise.all(checks.map((check) => ask(context, asking, check)));
    answered += outcomes.filter((isAnswered) => isAnswered).length;
    if (checks.length < AT_ONCE) return answered;
  }
}

/** @returns whether the question was answered */
async function ask(context: Context, asking: Asking, check: ClaimedCheck): Promise<boolean> {
  try {
    const outcome = await answer(context, asking, check);
    await recordAnswer(context.pool, check, outcome);
    if (outcome === "unchanged") await decideNow(context, check);
    return true;
  } catch (error) {
    if (asking.signal.aborted) return false;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (check.attempts - 1), LONGEST_PAUSE_MS);
    const reason = error instanceof Error ? error.message : String(error);
    context.log.warn({ orderId: check.orderId, err: error }, "a provider could not be asked");
    await postponeCheck(context.pool, check, pauseMs, reason.slice(0, 300));
    return false;
  }
}

async function answer(
  context: Context,
  asking: Asking,
  check: ClaimedCheck,
): Promise<CheckOutcome> {
  const { orderId, stage } = check;
  const before = await read(context, orderId);
  if (!isStillAt(check, before)) return "moot";
  await askAboutAll(context, asking, check, stage);
  const after = await read(context, orderId);
  const needsNobody = !isStillAt(check, after) || after?.waitingOn === "provider";
  // Such as a voucher that is valid for days: its prompt goes out later.
  const isLater = (after?.nextActionAt ?? 0) > (before?.nextActionAt ?? 0);
  return needsNobody || isLater ? "healed" : "unchanged";
}

/** Records every answer that can be had, and throws after that if one of them is missing. */
async function askAboutAll(
  context: Context,
  asking: Asking,
  check: ClaimedCheck,
  stage: ClaimedCheck["stage"],
): Promise<void> {
  const errors: unknown[] = [];
  const references = await readAskable(context.pool, check.orderId, stage, MOST_REFERENCES);
  const until = asking.clock() + LEASE_MS / 2;
  for (const { source, reference } of references) {
    if (asking.clock() > until)
      throw errors[0] ?? new Error("Not every payment was asked about in time");
    const provider = asking.providers.find((each) => each.provider === source);
    if (provider === undefined) continue;
    try {
      await recordTruth(context, asking, check, provider, reference);
    } catch (error) {
      if (asking.signal.aborted) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

async function recordTruth(
  context: Context,
  asking: Asking,
  { checkId, orderId }: ClaimedCheck,
  asked: AskedProvider,
  reference: string,
): Promise<void> {
  const truth = await fetchTruth(asking, asked, reference);
  if (truth === null) return;
  // If the member or an operator must act, the order is due now. If the provider is still working, or the next
  // stage begins, the order waits as the policy says.
  const isDue = truth.waitingOn === "member" || truth.waitingOn === "operator";
  const nextActionAt = isDue ? truth.occurredAt : null;
  // The same answer to the same question is recorded once, although it may be read twice.
  const states = (truth.payments ?? []).map(({ snapshot }) => snapshot?.state ?? "");
  const checked = (truth.checks ?? []).map(({ state, reason }) => `${state}.${reason ?? ""}`);
  const answered = [truth.status, ...states, ...checked].join(":");
  const sourceEventId = `check:${checkId}:${reference}:${answered}`;
  const fact = { ...truth, nextActionAt, sourceEventId };
  const event = stageEventOf(fact, asked.provider, PROVIDER_ACTOR, { checkId, reference });
  const result = await commitEvent(context, orderId, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("check", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: () => null,
  });
  if (!result.ok) throw new Error(`A provider's answer was refused: ${result.code}`);
}

/** Respects the rate limit, and throws while the circuit is open. */
async function fetchTruth({ clock, signal }: Asking, asked: AskedProvider, reference: string) {
  const { provider, source, breaker, pace } = asked;
  if (breaker.mayBegin(clock()) < 1) throw new Error(`${provider} is not asked for now`);
  await pace(signal);
  breaker.began(provider);
  try {
    const truth = await source.fetchTruth(reference);
    breaker.ended(provider, null, clock());
    return truth;
  } catch (error) {
    breaker.ended(provider, error instanceof UnreadableAnswer ? null : "connection", clock());
    throw error;
  }
}

async function read({ pool }: Context, orderId: string): Promise<Orchestration | null> {
  return (await readOrchestration(pool, orderId))?.orchestration ?? null;
}

function isStillAt({ stage, stageEntry }: ClaimedCheck, order: Orchestration | null): boolean {
  if (order === null || isTerminal(order)) return false;
  return order.currentStage === stage && order.stageEntry === stageEntry;
}

/** The answer changed nothing, so the order is decided now. An order that is already due stays due. */
async function decideNow(context: Context, { orderId }: ClaimedCheck): Promise<void> {
  const event = {
    kind: "reconsidered",
    note: { code: "provider_unchanged" },
    resolves: [],
    actor: PROVIDER_ACTOR,
  } as const;
  const result = await commitEvent(context, orderId, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("asked", orderId),
    expectedVersion: undefined,
    answerOf: () => null,
  });
  if (!result.ok) context.log.debug({ orderId, code: result.code }, "not reconsidered");
}
