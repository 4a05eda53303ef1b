import { withinHorizon } from "./accept.ts";
import { derive, deriveNextMove, lifecycleOf } from "./derive.ts";
import type { StageEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import type { Bill } from "./money/bill.ts";
import { EMPTY_MONEY } from "./money/register.ts";
import { EMPTY_REGISTERS, type Orchestration } from "./orchestration.ts";
import { nextNeedAt, orderNeeds } from "./order-needs.ts";
import { type HeldPoints, type HoldEffect, tellOfHold } from "./points/redemption.ts";
import type { RecoveryPolicy } from "./recovery/recovery-policy.ts";
import { STAGES, type Stage } from "./stage.ts";
import { NO_THINGS } from "./things/order-things.ts";
import type { Entry } from "./timeline.ts";
import { transition } from "./transition.ts";

/** A new orchestration and the first entries of its timeline. */
export interface Placed {
  readonly orchestration: Orchestration;
  readonly entries: readonly Entry[];
  /** What happens to the points that were held with the placing: an order may be paid, or complete, from the start. */
  readonly hold: HoldEffect | null;
}

/** The points that an order redeems: held, or requested if the shop's points program keeps them. */
export interface Redemption {
  readonly news: "placed" | "asked" | "refused";
  readonly held: HeldPoints;
}

/** What an order may bring with it when it is placed. */
export interface PlacedWith {
  /** The points that it redeems. */
  readonly redemption?: Redemption | null;
  /** What it is to be paid; without a bill, only statements about the payment stage count. */
  readonly bill?: Bill | null;
  /** The stages that it needs only once something is known of them. */
  readonly ifKnown?: readonly Stage[];
  /** By when the shop promised to deliver (epoch milliseconds). */
  readonly promisedBy?: number | null;
  /** Why it is only followed; `null` if it is recovered like any other. */
  readonly silent?: Silence | null;
}

/** Why an order is only followed: it is older than the go-live, or than the policy's `maxAge` when it came. */
export type Silence = (typeof SILENCES)[number];

/** Why an order is only followed. */
export const SILENCES = ["before_go_live", "too_old"] as const;

/** Why the order that begins with this entry is only followed; `null` if it is not. */
export function silenceIn({ payload }: Pick<Entry, "payload">): Silence | null {
  return SILENCES.find((each) => each === payload?.silent) ?? null;
}

/**
 * Begins the lifecycle of a placed order. Stages that it does not need are completed immediately.
 *
 * @param placedAt epoch milliseconds by the shop's clock
 * @param now epoch milliseconds by the database's clock
 */
export function placeOrder(
  notRequired: readonly Stage[],
  placedAt: number,
  policy: RecoveryPolicy,
  now: number,
  brought: PlacedWith = {},
): Placed {
  const { redemption = null } = brought;
  const placed = placedEntry(notRequired, placedAt, policy, now, brought);
  const entries = [placed];
  let orchestration = evolve(null, placed);
  let hold: HoldEffect | null = null;
  const unneeded = STAGES.filter((stage) => notRequired.includes(stage));
  const events = unneeded.map((stage) => notNeeded(stage, placedAt));
  if (redemption !== null) events.push(tellOfHold(redemption.news, redemption.held));
  for (const event of events) {
    const result = transition(orchestration, event, policy, now);
    if (!result.ok) throw new Error(`A new order refused ${event.stage}: ${result.code}`);
    entries.push(result.entry);
    orchestration = result.next;
    hold = result.effects.hold ?? hold;
  }
  return dueWithNeeds(
    { orchestration, entries, hold: redemption?.news === "placed" ? hold : null },
    now,
  );
}

/**
 * An order may need an operator from the start, such as one whose invoice was to be paid before it was reported. Placing
 * opens no escalation, so such an order is due at once, and the sweep opens it.
 */
function dueWithNeeds(placed: Placed, now: number): Placed {
  const { orchestration, entries } = placed;
  const isNeeded = orderNeeds(orchestration, now).length > 0;
  const needAt = isNeeded ? now : nextNeedAt(orchestration, now);
  const planned = orchestration.nextActionAt ?? needAt;
  const last = entries.at(-1);
  if (last === undefined || planned === null) return placed;
  const nextActionAt = withinHorizon(orchestration, Math.min(planned, needAt ?? planned), now);
  const entry = { ...last, after: { ...last.after, nextActionAt } };
  return {
    ...placed,
    orchestration: { ...orchestration, nextActionAt },
    entries: [...entries.slice(0, -1), entry],
  };
}

function placedEntry(
  notRequired: readonly Stage[],
  placedAt: number,
  policy: RecoveryPolicy,
  now: number,
  { redemption = null, bill = null, ifKnown = [], promisedBy = null, silent = null }: PlacedWith,
): Entry {
  const known = {
    registers: EMPTY_REGISTERS,
    money: { ...EMPTY_MONEY, bill },
    things: { ...NO_THINGS, promisedBy },
    ifKnown,
    startedAt: placedAt,
    nextActionAt: null,
  };
  const { currentStage, status } = derive(known);
  const move = deriveNextMove(lifecycleOf(known), known, policy);
  return {
    version: 1,
    kind: "placed",
    stage: currentStage,
    status,
    disposition: "applied",
    reopens: false,
    note: null,
    payload: {
      notRequired,
      ...(ifKnown.length === 0 ? {} : { ifKnown }),
      ...(silent === null ? {} : { silent }),
      ...(redemption === null ? {} : { redeemPoints: redemption.held.points }),
    },
    asked: { waitingOn: null, nextActionAt: null },
    metadataPatch: null,
    money: bill === null ? null : { bill },
    things: promisedBy === null ? null : { promisedBy },
    needs: [],
    source: null,
    sourceEventId: null,
    actor: "api",
    occurredAt: placedAt,
    recordedAt: now,
    after: {
      currentStage,
      status,
      ...move,
      ...(silent === null ? {} : { nextActionAt: null }),
    },
  };
}

function notNeeded(stage: Stage, placedAt: number): StageEvent {
  return {
    kind: "stage",
    stage,
    status: "completed",
    reopens: false,
    occurredAt: placedAt,
    source: null,
    sourceEventId: null,
    waitingOn: null,
    nextActionAt: null,
    note: { code: "stage_not_required" },
    payload: null,
    metadataPatch: null,
    actor: "api",
  };
}
