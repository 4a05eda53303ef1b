import {
  type Accepted,
  DEFAULT_POLICY,
  type Orchestration,
  type OrchestrationEvent,
  placeOrder,
  type Stage,
  type StageEvent,
  type StageStatus,
  transition,
} from "../../src/domain/index.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The moment at which every order of these tests was placed. Tests count minutes from it. */
export const PLACED_AT = Date.parse("2026-03-02T09:00:00Z");

/** The time this many minutes after the placing. */
export function at(minutes: number): number {
  return PLACED_AT + minutes * MINUTE;
}

/** The fields that a test may set in an event apart from stage and status. */
export type Said = Partial<Omit<StageEvent, "kind" | "stage" | "status">>;

/** A new order, without the stages that it does not need. */
export function placed(...notRequired: readonly Stage[]): Orchestration {
  return placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT).orchestration;
}

/** A command: a person or a service expects an effect. */
export function command(stage: Stage, status: StageStatus, said: Said = {}): StageEvent {
  return {
    kind: "stage",
    stage,
    status,
    reopens: false,
    occurredAt: null,
    source: null,
    sourceEventId: null,
    waitingOn: null,
    nextActionAt: null,
    note: null,
    payload: null,
    metadataPatch: null,
    actor: "api",
    ...said,
  };
}

/** A provider's fact of the given minute. */
export function fact(
  stage: Stage,
  status: StageStatus,
  minute: number,
  said: Said = {},
): StageEvent {
  const sourceEventId = `evt-${stage}-${status}-${minute}`;
  return command(stage, status, { source: "bank", sourceEventId, occurredAt: at(minute), ...said });
}

/** The result of an event that arrived at the given minute. Fails the test if it was refused. */
export function accepted(state: Orchestration, event: OrchestrationEvent, minute = 60): Accepted {
  const result = transition(state, event, DEFAULT_POLICY, at(minute));
  if (!result.ok) throw new Error(`Refused: ${result.code}`);
  return result;
}

/** Why an event that arrived at the given minute was refused; `null` if it was not. */
export function refusal(
  state: Orchestration,
  event: OrchestrationEvent,
  minute = 60,
): string | null {
  const result = transition(state, event, DEFAULT_POLICY, at(minute));
  return result.ok ? null : result.code;
}

/** The order after these events, which all arrived at the same minute. */
export function after(
  state: Orchestration,
  ...events: readonly OrchestrationEvent[]
): Orchestration {
  return events.reduce((known, event) => accepted(known, event).next, state);
}

/** An order that completed every stage. */
export function completedOrder(): Orchestration {
  return after(
    placed(),
    fact("payment", "completed", 1),
    fact("verification", "completed", 2),
    fact("loyalty_hold", "completed", 3),
    fact("fulfillment", "completed", 4),
  );
}

/** An order that was cancelled before anything was paid. */
export function cancelledOrder(): Orchestration {
  return after(placed(), { kind: "cancelled", note: null, actor: "api" });
}
