import fc from "fast-check";
import {
  DEFAULT_POLICY,
  decideRecovery,
  type Entry,
  isPaused,
  isTerminal,
  OPERATOR_ACTIONS,
  type Orchestration,
  type OrchestrationEvent,
  placeOrder,
  type RecoveryInputs,
  STAGES,
  type StageEvent,
  transition,
} from "../../src/domain/index.ts";
import { anyReport } from "./arbitraries.ts";
import { at, PLACED_AT } from "./order.ts";

/** Everything that can be known about a member when a sweep decides. */
export const aContext: fc.Arbitrary<RecoveryInputs> = fc.record({
  orderId: fc.constantFrom("ord_1", "ord_2"),
  isTest: fc.boolean(),
  member: fc.constantFrom("known", "missing", "guest"),
  email: fc.option(fc.constant("ada@shop.test")),
  timeZone: fc.constantFrom(null, "Europe/Berlin", "America/New_York", "Nowhere/Known"),
  orderUpdates: fc.boolean(),
  suppression: fc.constantFrom(null, "unsubscribed", "bounced"),
  lastPromptedAt: fc.option(fc.nat(20_000).map(at)),
  providerAnswer: fc.constantFrom("none", "awaited", "known"),
  pointsReturnAt: fc.option(fc.nat(20_000).map(at)),
  isAssigned: fc.boolean(),
  boughtAgain: fc.boolean(),
});

type Act =
  | { readonly kind: "event"; readonly event: OrchestrationEvent }
  | { readonly kind: "sweep"; readonly context: RecoveryInputs };

const aCommand = anyReport.map(
  (report): StageEvent => ({ ...report, source: null, sourceEventId: null, occurredAt: null }),
);

const aWord = fc.oneof(anyReport, aCommand).map((event): Act => ({ kind: "event", event }));
const aSweep = aContext.map((context): Act => ({ kind: "sweep", context }));
const aTurnOfEvents = fc.constantFrom<Act>(
  { kind: "event", event: { kind: "cancelled", note: "Called off", actor: "ada" } },
  { kind: "event", event: { kind: "reconsidered", note: "Address changed", resolves: [] } },
);
const aPause = fc.nat(20_000).map((minute): Act => {
  return {
    kind: "event",
    event: { kind: "paused", until: at(minute), note: "On hold", actor: "bo" },
  };
});
const anOperatorsAct = fc.constantFrom(...OPERATOR_ACTIONS).map((action): Act => {
  const said = { payload: { escalationId: "e-1" }, note: null, actor: "bo" };
  return { kind: "event", event: { kind: "operator", action, ...said } };
});
const aResumption = fc.constant<Act>({
  kind: "event",
  event: { kind: "resumed", note: "Settled", actor: "bo" },
});
const anAct = fc.oneof(
  { weight: 6, arbitrary: aWord },
  { weight: 4, arbitrary: aSweep },
  { weight: 2, arbitrary: aPause },
  { weight: 1, arbitrary: aResumption },
  { weight: 1, arbitrary: anOperatorsAct },
  { weight: 1, arbitrary: aTurnOfEvents },
);

/** An order's whole history: its timeline, and the state that was stored with each entry. */
export interface History {
  readonly entries: readonly Entry[];
  readonly states: readonly Orchestration[];
}

/**
 * Random histories of orders: events, commands that may be refused, decisions of sweeps, actions of operators, and
 * cancellations.
 */
export const aHistory: fc.Arbitrary<History> = fc
  .tuple(fc.subarray([...STAGES]), fc.array(fc.tuple(anAct, fc.nat(2_000)), { maxLength: 20 }))
  .map(([notRequired, acts]) => live(notRequired, acts));

function live(
  notRequired: Parameters<typeof placeOrder>[0],
  acts: readonly (readonly [Act, number])[],
): History {
  const { orchestration, entries } = placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT);
  const history = { entries: [...entries], states: [orchestration] };
  let state = orchestration;
  let minute = 0;
  for (const [act, minutesLater] of acts) {
    minute += minutesLater;
    const event = eventOf(act, state, at(minute));
    const result = event === null ? null : transition(state, event, DEFAULT_POLICY, at(minute));
    if (result?.ok !== true) continue;
    state = result.next;
    history.entries.push(result.entry);
    history.states.push(state);
  }
  return history;
}

/** A sweep decides only overdue orders, and so no paused ones. */
function eventOf(act: Act, state: Orchestration, now: number): OrchestrationEvent | null {
  if (act.kind === "event") return act.event;
  if (isTerminal(state) || isPaused(state, now)) return null;
  if (state.nextActionAt === null || state.nextActionAt > now) return null;
  const decision = decideRecovery(state, act.context, DEFAULT_POLICY, now);
  return { kind: "sweep", decision, policyVersion: DEFAULT_POLICY.version, runId: "run-1" };
}
