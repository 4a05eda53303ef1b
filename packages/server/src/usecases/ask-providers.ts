import type { Orchestration, Provider, TruthSource } from "@followthrough/core/domain";
import { isTerminal } from "@followthrough/core/domain";
import {
  type CheckOutcome,
  type ClaimedCheck,
  claimChecks,
  postponeCheck,
  settleCheck,
} from "../db/provider-checks.ts";
import { readAskable } from "../db/provider-references.ts";
import { readOrchestration } from "../db/read-orchestration.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { commitEvent } from "./commit-event.ts";
import type { Context } from "./context.ts";
import { hashRequest } from "./event-outcome.ts";
import { stageEventOf } from "./provider-event.ts";

/** How providers are asked. */
export interface Asking {
  readonly sources: Readonly<Partial<Record<Provider, TruthSource>>>;
  /** One for each provider: while it is open, that provider is left alone. */
  readonly breakers: Readonly<Partial<Record<Provider, CircuitBreaker>>>;
  /** Waits until one more question may be asked. */
  readonly pace: (signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const AT_ONCE = 10;
// Longer than an attempt takes; after that the question of a lost worker is another's.
const LEASE_MS = 60_000;
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
// A purchase has one payment, now and then a second attempt under another id.
const MOST_REFERENCES = 3;

const PROVIDER_ACTOR = "provider";

/**
 * Asks providers where orders stand whose members would be written to else, and records what they say as ordinary
 * facts. A provider that can't be reached leaves the question open, and the order is not decided.
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

/** @returns whether it was answered */
async function ask(context: Context, asking: Asking, check: ClaimedCheck): Promise<boolean> {
  try {
    const outcome = await answer(context, asking, check);
    await settleCheck(context.pool, check, outcome);
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
  if (!isStillAt(check, await read(context, orderId))) return "moot";
  for (const { source, reference } of await readAskable(
    context.pool,
    orderId,
    stage,
    MOST_REFERENCES,
  )) {
    const provider = providerOf(asking, source);
    if (provider !== null) await recordTruth(context, asking, check, provider, reference);
  }
  const after = await read(context, orderId);
  const needsNobody = !isStillAt(check, after) || after?.waitingOn === "provider";
  return needsNobody ? "healed" : "unchanged";
}

function providerOf({ sources }: Asking, source: string): Provider | null {
  const known: readonly Provider[] = ["stripe", "shopify", "standard"];
  return known.find((each) => each === source && sources[each] !== undefined) ?? null;
}

async function recordTruth(
  context: Context,
  asking: Asking,
  { checkId, orderId }: ClaimedCheck,
  provider: Provider,
  reference: string,
): Promise<void> {
  const truth = await fetchTruth(asking, provider, reference);
  if (truth === null) return;
  // What somebody has to do is decided now; what the provider works on, and what comes next, is given its time.
  const isDue = truth.waitingOn === "member" || truth.waitingOn === "operator";
  const nextActionAt = isDue ? truth.occurredAt : null;
  const sourceEventId = `check:${checkId}:${reference}:${truth.status}`;
  const fact = { ...truth, nextActionAt, sourceEventId };
  const event = stageEventOf(fact, provider, PROVIDER_ACTOR, { checkId, reference });
  const result = await commitEvent(context, orderId, event, {
    idempotencyKey: undefined,
    requestHash: hashRequest("check", orderId, sourceEventId),
    expectedVersion: undefined,
    answerOf: () => null,
  });
  if (!result.ok) throw new Error(`A provider's answer was refused: ${result.code}`);
}

/** Within the pace and unless the provider is left alone. */
async function fetchTruth(asking: Asking, provider: Provider, reference: string) {
  const { sources, breakers, pace, clock, signal } = asking;
  const breaker = breakers[provider];
  if ((breaker?.mayBegin(clock()) ?? 1) < 1) throw new Error(`${provider} is left alone for now`);
  await pace(signal);
  breaker?.began(provider);
  try {
    const truth = (await sources[provider]?.fetchTruth(reference)) ?? null;
    breaker?.ended(provider, null, clock());
    return truth;
  } catch (error) {
    breaker?.ended(provider, "connection", clock());
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

/** What the provider said changed nothing: now it is decided. An order that is due already stays so. */
async function decideNow(context: Context, { orderId }: ClaimedCheck): Promise<void> {
  const event = {
    kind: "reconsidered",
    note: "The provider was asked, and nothing has changed",
    settles: [],
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
