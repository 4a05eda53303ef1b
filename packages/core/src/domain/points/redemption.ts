import type { EscalationReason } from "../escalation.ts";
import type { OrchestrationEvent, StageEvent } from "../events.ts";
import { isNoteOf } from "../note.ts";
import type { Orchestration } from "../orchestration.ts";
import { isTerminal } from "../stage.ts";
import type { Entry } from "../timeline.ts";

/**
 * The only source that counts for the loyalty stage of an order that redeems points.
 * Callers of the API can't use this name.
 */
export const LOYALTY_SOURCE = "followthrough:loyalty";

/**
 * What a transition does to the points that its order holds. `keep`: the order is paid, so they are held until it
 * ends. `extend`: it is not paid, so they are held for the usual time from now on.
 */
export type HoldEffect = "keep" | "extend" | "capture" | "release";

/** What the timeline says about an order's hold. */
export interface HeldPoints {
  readonly holdId: string;
  readonly points: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What can happen to an order's hold, as its timeline records it. */
export type HoldNews = "asked" | "placed" | "refused" | "released" | "expired";

/** The event that records news about an order's hold in its timeline, once for each hold and kind of news. */
export function tellOfHold(news: HoldNews, held: HeldPoints): StageEvent {
  const { holdId, points, expiresAt } = held;
  return {
    kind: "stage",
    stage: "loyalty_hold",
    ...STANDING[news],
    occurredAt: null,
    source: LOYALTY_SOURCE,
    sourceEventId: `${news}:${holdId}`,
    nextActionAt: null,
    note: { code: `hold_${news}`, points },
    payload: { holdId, points, expiresAt: new Date(expiresAt).toISOString() },
    metadataPatch: null,
    actor: "loyalty",
  };
}

const STANDING = {
  asked: { status: "in_progress", reopens: false, waitingOn: "provider" },
  placed: { status: "completed", reopens: false, waitingOn: null },
  refused: { status: "failed", reopens: false, waitingOn: "member" },
  released: { status: "failed", reopens: true, waitingOn: "member" },
  expired: { status: "failed", reopens: true, waitingOn: "member" },
} as const satisfies Record<HoldNews, Pick<StageEvent, "status" | "reopens" | "waitingOn">>;

const WAIVED = "waived";

/** Why an order goes on without its points, and who decided that. */
export interface Waiver {
  readonly reason: string;
  readonly actor: string;
}

/** The event with which an order goes on without its points. An order has at most one. */
export function waivePoints({ reason, actor }: Waiver): StageEvent {
  return {
    kind: "stage",
    stage: "loyalty_hold",
    ...STANDING.placed,
    occurredAt: null,
    source: LOYALTY_SOURCE,
    sourceEventId: WAIVED,
    nextActionAt: null,
    note: { code: "points_waived" },
    payload: { reason },
    metadataPatch: null,
    actor,
  };
}

/** Whether the order goes on without its points. */
export function isWithoutPoints({
  redeemsPoints,
  registers,
}: Pick<Orchestration, "redeemsPoints" | "registers">): boolean {
  const { hard } = registers.loyalty_hold;
  return redeemsPoints && hard?.sourceEventId === WAIVED && isNoteOf(hard.note, "points_waived");
}

/** Whether the order goes on without its points after this event. */
export function goesOnWithoutPoints(
  state: Pick<Orchestration, "redeemsPoints" | "registers">,
  event: OrchestrationEvent,
): boolean {
  return isWithoutPoints(state) || (event.kind === "stage" && isWaiver(event));
}

/**
 * Why this event about points is refused. Once an order goes on without its points, nothing that happens to them
 * changes it: points that a points program holds later go back.
 */
export function refusalByPoints(
  state: Orchestration,
  event: StageEvent,
): "points_waived" | "no_points_to_waive" | null {
  if (event.stage !== "loyalty_hold") return null;
  const isOurs = event.source === null || event.source === LOYALTY_SOURCE;
  if (isOurs && isWithoutPoints(state)) return "points_waived";
  const hasPoints = state.redeemsPoints || !state.notRequired.includes("loyalty_hold");
  return isWaiver(event) && !hasPoints ? "no_points_to_waive" : null;
}

/** The escalations whose cause ends with this entry, even if the order does not move on. */
export function escalationsEndedBy(entry: Entry): readonly EscalationReason[] {
  return isWaiver(entry) ? ["hold_expiring"] : [];
}

function isWaiver({ source, sourceEventId }: Pick<Entry, "source" | "sourceEventId">): boolean {
  return source === LOYALTY_SOURCE && sourceEventId === WAIVED;
}

/** Whether the order's hold decides this stage, but another source reports it. Such a fact is kept and changes nothing. */
export function isOverruledByHold(
  { redeemsPoints }: Pick<Orchestration, "redeemsPoints">,
  { stage, source }: Pick<Entry, "stage" | "source">,
): boolean {
  return redeemsPoints && stage === "loyalty_hold" && source !== LOYALTY_SOURCE;
}

/**
 * The effect of this entry on the order's points: they are captured when the order is fulfilled, released when it is
 * cancelled, its fulfillment fails or it goes on without them, and held for longer when it makes progress. Once it is
 * paid, they are held until then, because a shopper who has paid must not lose them to a shop that takes its time.
 */
export function holdEffectOf(
  state: Orchestration,
  entry: Entry,
  next: Orchestration,
): HoldEffect | null {
  if (!next.redeemsPoints || isTerminal(state)) return null;
  if (isWithoutPoints(next)) return isWithoutPoints(state) ? null : "release";
  if (isTerminal(next)) return next.currentStage === "completed" ? "capture" : "release";
  if (entry.source === LOYALTY_SOURCE) {
    return isPaid(next) && entry.status === "completed" ? "keep" : null;
  }
  const isOtherwise = next.currentStage !== state.currentStage || next.status !== state.status;
  if (!isOtherwise) return null;
  if (next.currentStage === "fulfillment" && next.status === "failed") return "release";
  if (isPaid(next) === isPaid(state) && next.status === "failed") return null;
  return isPaid(next) ? "keep" : "extend";
}

/**
 * Whether the payment of an open order is completed: it stands at its first stage that is not completed, and the
 * payment is the first one.
 */
export function isPaid({ currentStage }: Pick<Orchestration, "currentStage">): boolean {
  return currentStage !== "payment";
}
