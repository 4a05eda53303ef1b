import type { StageEvent } from "./events.ts";
import type { Orchestration } from "./orchestration.ts";
import { isTerminal } from "./stage.ts";
import type { Entry } from "./timeline.ts";

/**
 * Who speaks of the points of an order that redeems some: nobody else's word about its loyalty stage counts.
 * No caller of the API can use this name.
 */
export const LOYALTY_SOURCE = "followthrough:loyalty";

/** What a transition does to the points that its order holds. */
export type HoldEffect = "extend" | "capture" | "release";

/** What is told of an order's hold. */
export interface HeldPoints {
  readonly holdId: string;
  readonly points: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What can become of an order's hold, as its timeline says it. */
export type HoldNews = "asked" | "placed" | "refused" | "released" | "expired";

/** The word about an order's points that goes into its timeline, once for each hold and news. */
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
    note: NOTES[news](points),
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

const NOTES: Readonly<Record<HoldNews, (points: number) => string>> = {
  asked: (points) => `${points} points were asked for`,
  placed: (points) => `${points} points are held for this order`,
  refused: (points) => `${points} points could not be held`,
  released: (points) => `The hold on ${points} points was released; they are back with the member`,
  expired: (points) => `The hold on ${points} points expired; they are back with the member`,
};

/** Somebody else's word about a stage that the order's hold decides. It is kept and changes nothing. */
export function isOverruledByHold(
  { redeemsPoints }: Pick<Orchestration, "redeemsPoints">,
  { stage, source }: Pick<Entry, "stage" | "source">,
): boolean {
  return redeemsPoints && stage === "loyalty_hold" && source !== LOYALTY_SOURCE;
}

/**
 * What becomes of the order's points with this entry: taken when the order is fulfilled, given back when it is
 * called off or its fulfilment fails, held for longer when it gets on.
 */
export function holdEffectOf(
  state: Orchestration,
  entry: Entry,
  next: Orchestration,
): HoldEffect | null {
  if (!next.redeemsPoints || isTerminal(state)) return null;
  if (isTerminal(next)) return next.currentStage === "completed" ? "capture" : "release";
  if (entry.kind !== "stage" || entry.source === LOYALTY_SOURCE) return null;
  const isOtherwise = next.currentStage !== state.currentStage || next.status !== state.status;
  if (!isOtherwise) return null;
  if (next.status !== "failed") return "extend";
  return next.currentStage === "fulfillment" ? "release" : null;
}
