import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";
import { STATEMENTS } from "./statements.ts";
import { walkOrder } from "./walk-order.ts";
import { JOB_QUEUE, type Trap, type WirePoint } from "./wire-points.ts";

/** A boundary at which the process it belongs to is to die. */
export type KillPoint = Omit<Trap, "act">;

/** The boundaries that decide what is kept and sent; a sample always has some of each. */
const { write, decide, mark, record } = STATEMENTS;
const CRITICAL = [write, decide, mark, "dot", record];
const OF_EACH_CRITICAL = 1;

/**
 * Walks orders without a fault and lists the boundaries that the traffic of each has passed, in their order. A worker's
 * own rounds fall into some walks and not into others; what is in several belongs to the order.
 */
export async function recordKillPoints(stage: Stage, recordings: number): Promise<KillPoint[]> {
  const walks: KillPoint[][] = [];
  for (let at = 1; at <= recordings; at += 1) {
    // From a fresh start, so that each walk opens its mail session.
    for (const part of stage.parts) part.kill();
    await Promise.all(stage.parts.map((part) => part.ready()));
    walks.push(await recordWalk(stage, `recording-${at}`));
  }
  const [first = [], ...others] = walks;
  const known = others.map((walk) => new Set(walk.map(nameOf)));
  return first.filter((point) => known.every((names) => names.has(nameOf(point))));
}

async function recordWalk(stage: Stage, orderId: string): Promise<KillPoint[]> {
  const seen: WirePoint[] = [];
  const stop = stage.wire.watch((point) => seen.push(point));
  await walkOrder(stage, orderId);
  stop();
  for (const name of CRITICAL) {
    if (seen.some((point) => point.name === name)) continue;
    throw new Error(`No ${name} went over the wire: does statements.ts still name it rightly?`);
  }
  const counts = new Map<string, number>();
  return seen.filter(isOfTheOrder).map(({ owner, protocol, name, moment }) => {
    const key = [owner, protocol, name, moment].join("\n");
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { owner, protocol, name, moment, nth };
  });
}

/** Some of them: critical ones first, then any. */
export function sampleKillPoints(
  points: readonly KillPoint[],
  count: number,
  random: Random,
): KillPoint[] {
  const critical = CRITICAL.flatMap((name) =>
    random.sample(
      points.filter((point) => point.name === name),
      OF_EACH_CRITICAL,
    ),
  );
  const others = points.filter((point) => !critical.includes(point));
  return [...critical, ...random.sample(others, Math.max(0, count - critical.length))];
}

/** Whether a sample always has some of its kind. */
export function isCritical({ name }: KillPoint): boolean {
  return CRITICAL.some((critical) => critical === name);
}

/** A point's name, fit for an order id. */
export function nameOf({ owner, name, nth, moment }: KillPoint): string {
  return `${owner}.${name.replaceAll(/[^a-z_]+/g, "-")}.${nth}.${moment}`;
}

/** Not the opening of connections, which the pools leave to chance, nor the job queue, which sends statements at any time. */
function isOfTheOrder({ name, application }: WirePoint): boolean {
  return application !== JOB_QUEUE && name !== "connect" && !name.startsWith("set ");
}
