import {
  type Bill,
  DEFAULT_POLICY,
  decideRecovery,
  isTerminal,
  lifecycleOf,
  type Orchestration,
  type OrchestrationEvent,
  type RecoveryInputs,
  type RecoveryPolicy,
  reasonOfNeed,
  STAGES,
  type Stage,
  sumsOf,
  transition,
} from "../../src/domain/index.ts";
import { MINUTE } from "./order.ts";
import { SHOPPER } from "./payments.ts";

/** Somebody who can bring an order on. Nobody acts on what they did not learn of. */
export type Party = "member" | "operator" | "provider" | "shop";

/** Something that can happen to an order. */
export interface Move {
  readonly name: string;
  readonly by: Party;
  /** The stage that a member must have been asked for; `null` for moves of others. */
  readonly about: Stage | null;
  readonly event: (order: Orchestration, now: number) => OrchestrationEvent | null;
  /** What the order is to be paid from then on, if that changes. */
  readonly bill?: (bill: Bill) => Bill;
}

/** A shop with its habits, and what can happen there. */
export interface World {
  readonly name: string;
  readonly orders: readonly Orchestration[];
  readonly moves: readonly Move[];
  readonly policy: RecoveryPolicy;
  /** Whether this can happen to an order that stands here; in some shops not everything can. */
  readonly allows: (move: Move, order: Orchestration) => boolean;
}

/** One order of each class that was reached, and how. */
interface Place {
  readonly order: Orchestration;
  readonly now: number;
  readonly path: readonly string[];
}

/** An open order that nobody brings on who learns of it. */
export interface DeadEnd {
  readonly path: string;
  readonly stands: string;
  readonly told: readonly string[];
}

/** A policy by which nothing but the rules decides when somebody learns of an order. */
export const WALKED_POLICY: RecoveryPolicy = {
  ...DEFAULT_POLICY,
  quietHours: null,
  frequencyCapMs: null,
  foldsOrders: false,
};

/** Walks every reachable class of orders, and finds those from which nobody who learns of the order has a way on. */
export function walk(world: World): { readonly places: number; readonly deadEnds: DeadEnd[] } {
  const known = new Map<string, Place>();
  const queue: Place[] = world.orders.map((order) => ({ order, now: order.startedAt, path: [] }));
  for (const place of queue) {
    const key = classOf(place.order);
    if (known.has(key)) continue;
    known.set(key, place);
    queue.push(...stepsFrom(world, place));
  }
  const open = [...known].filter(([, { order }]) => !isTerminal(order));
  const exits = new Map(open.map(([key, place]) => [key, exitsFrom(world, place)]));
  const isGood = withWayOn(exits);
  const stuck = open.filter(([key]) => !isGood.has(key));
  const deadEnds = stuck.map(([, place]) => ({
    path: place.path.join(", "),
    stands: standingText(place.order),
    told: [...toldAt(world, place)],
  }));
  return { places: known.size, deadEnds };
}

/** A step that somebody takes who learned of the order: to which class of orders, and whether that completes more stages. */
interface Exit {
  readonly to: string;
  readonly isProgress: boolean;
}

/** The classes from which told steps lead to progress, at once or one after the other. */
function withWayOn(exits: ReadonlyMap<string, readonly Exit[]>): ReadonlySet<string> {
  const good = new Set<string>();
  for (let before = -1; before < good.size; ) {
    before = good.size;
    for (const [key, steps] of exits) {
      if (steps.some(({ to, isProgress }) => isProgress || good.has(to))) good.add(key);
    }
  }
  return good;
}

function stepsFrom(world: World, place: Place): Place[] {
  const { order, path } = place;
  const now = place.now + MINUTE;
  const moved = world.moves.flatMap((move) => {
    const next = world.allows(move, order) ? after(world, move, order, now) : null;
    return next === null ? [] : [{ order: next, now, path: [...path, move.name] }];
  });
  const swept = sweep(world, place, SHOPPER);
  return swept === null ? moved : [...moved, { ...swept, path: [...path, "time"] }];
}

function after(world: World, move: Move, order: Orchestration, now: number): Orchestration | null {
  const event = move.event(order, now);
  if (event === null) return null;
  const { bill } = order.money;
  const changed = bill !== null && move.bill !== undefined ? move.bill(bill) : bill;
  const result = transition(order, event, world.policy, now, changed);
  return result.ok ? result.next : null;
}

/** The order after the next sweep that decides it, and the stage for which the member was asked then. */
function sweep(
  { policy }: Pick<World, "policy">,
  { order, now }: Pick<Place, "order" | "now">,
  shopper: RecoveryInputs,
) {
  if (order.nextActionAt === null) return null;
  const at = Math.max(now, order.nextActionAt);
  const decision = decideRecovery(order, shopper, policy, at);
  const event = { kind: "sweep", decision, policyVersion: "v", runId: "r" } as const;
  const result = transition(order, event, policy, at);
  if (!result.ok) throw new Error(`A decision was refused: ${result.code}`);
  const asked = decision.kind === "prompt" ? (decision.ahead ?? order.currentStage) : null;
  return { order: result.next, now: at, asked };
}

// Longer than any cadence, so that everybody who learns of an order at all does so by then.
const MOST_SWEEPS = 12;

/** Who learns of an order that stands here, if nothing else happens: `operator`, or `member` and a stage. */
export function toldAt(
  world: Pick<World, "policy">,
  place: Pick<Place, "order" | "now">,
  shopper: RecoveryInputs = SHOPPER,
): Set<string> {
  const told = new Set<string>();
  let standing: Pick<Place, "order" | "now"> | null = place;
  for (let sweeps = 0; sweeps <= MOST_SWEEPS && standing !== null; sweeps += 1) {
    if ((standing.order.needs ?? []).length > 0) told.add("operator");
    const swept: ReturnType<typeof sweep> = sweep(world, standing, shopper);
    if (swept?.asked != null) told.add(`member ${swept.asked}`);
    if (told.has("operator") && told.has(`member ${place.order.currentStage}`)) break;
    standing = swept;
  }
  return told;
}

function exitsFrom(world: World, place: Place): Exit[] {
  const { order, now } = place;
  const told = toldAt(world, place);
  const isTold = ({ by, about }: Move) =>
    by === "operator" ? told.has("operator") : by === "member" && told.has(`member ${about}`);
  return world.moves.flatMap((move) => {
    if (!isTold(move) || !world.allows(move, order)) return [];
    const next = after(world, move, order, now + MINUTE);
    if (next === null || done(next) < done(order)) return [];
    return [{ to: classOf(next), isProgress: done(next) > done(order) }];
  });
}

/** How many stages are completed. Goods that are sent before everything else is done are no progress. */
function done(order: Orchestration): number {
  if (order.currentStage === "completed") return STAGES.length;
  const lifecycle = lifecycleOf(order);
  const isDone = (stage: Stage) => lifecycle[stage].counting?.status === "completed";
  return STAGES.filter((stage) => stage !== "fulfillment" && isDone(stage)).length;
}

function standingText(order: Orchestration): string {
  const lifecycle = lifecycleOf(order);
  const stages = STAGES.map((stage) => `${stage} ${lifecycle[stage].counting?.status ?? "open"}`);
  return `${order.currentStage} waits on ${order.waitingOn}: ${stages.join(", ")}`;
}

/** Orders of one class have the same ways on. Times, ids and amounts are left out. */
function classOf(order: Orchestration): string {
  const lifecycle = lifecycleOf(order);
  const { kept, authorised, owed } = sumsOf({
    money: order.money,
    register: order.registers.payment,
  });
  const ofStages = STAGES.map((stage) => {
    const { counting, others = [] } = lifecycle[stage];
    return [counting, ...others].map(
      (fact) => fact && [fact.status, fact.waitingOn, fact.reopens, (fact.failures ?? 0) > 2],
    );
  });
  return JSON.stringify([
    order.currentStage,
    order.status,
    order.waitingOn,
    ofStages,
    (order.needs ?? []).map(reasonOfNeed),
    order.notRequired,
    order.ifKnown,
    order.redeemsPoints,
    [Math.sign(kept), Math.sign(authorised), Math.sign(owed - kept)],
    order.nextActionAt === null,
    Math.min(order.cadenceStep, 1),
    order.ahead?.stage,
  ]);
}
