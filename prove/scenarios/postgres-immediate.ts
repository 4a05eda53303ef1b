import { setTimeout as pause } from "node:timers/promises";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import { judge, waitForDelivery } from "../verdict.ts";

const FULL_MS = 120_000;
const SHORT_MS = 20_000;
const SHORT_STOPS = 2;
const CLIENTS = 4;
const DUE_A_SWEEP = 5;
/** So that messages are on their way whenever the database crashes. */
const MAIL_SERVER_DELAY_MS = 100;
/** The promise: service is back this long after the database is, at the latest. */
const BACK_WITHIN_MS = 5_000;
/** A sample in `npm test` has no time limit; the service only has to come back. */
const BACK_AT_ALL_MS = 60_000;
/** A busy machine is no reason for an unknown outcome. */
const UNHURRIED = { LEASE_TTL_MS: "6000", SEND_DEADLINE_MS: "4500" };

/** The database is crashed again and again under load. */
export const postgresImmediate: Scenario = {
  name: "postgres-immediate",
  about: "Postgres stopped with `immediate` every 5-10 s for two minutes under event load",
  short: true,
  async run(context) {
    const stage = await context.openStage({ workers: 2, environment: UNHURRIED });
    const until = performance.now() + (context.isShort ? SHORT_MS : FULL_MS);
    stage.sink.behaviors.set("mail.test", {
      at: "rcpt",
      fault: { delayMs: MAIL_SERVER_DELAY_MS },
    });
    const load = openLoad(stage);
    const broken: string[] = [];
    let faults = 0;
    try {
      while (performance.now() < until && !(context.isShort && faults === SHORT_STOPS)) {
        await pause(context.random.between(5_000, 10_000));
        broken.push(...(await crash(context, stage, load, faults)));
        faults += 1;
      }
    } finally {
      await load.stop();
    }
    await stage.shop.sweep();
    await waitForDelivery(stage, 60_000);
    const verdict = await judge(stage);
    context.say(`${stage.shop.acknowledged.length} acknowledged writes`);
    return { ...verdict, broken: [...broken, ...verdict.broken], faults };
  },
};

/** Once down and up again. @returns how the service failed to come back */
async function crash(
  { cluster, random, isShort, say }: ScenarioContext,
  stage: Stage,
  load: Load,
  nth: number,
): Promise<string[]> {
  const downAt = performance.now();
  await cluster.stopImmediately();
  await pause(random.between(200, 2_000));
  await cluster.start();
  const upAt = performance.now();
  stage.wireLog.noteOutage(downAt, upAt);
  const orderId = `after-${nth}`;
  const back = { writes: load.nextWrite(), mail: mailOf(stage, orderId) };
  await stage.shop.putOrder(orderId);
  await stage.shop.sweep();
  const broken: string[] = [];
  const withinMs = isShort ? BACK_AT_ALL_MS : BACK_WITHIN_MS;
  for (const [what, moment] of Object.entries(back)) {
    const at = await Promise.race([
      moment,
      pause(4 * withinMs, Number.POSITIVE_INFINITY, { ref: false }),
    ]);
    if (isShort) say(`${what} back after ${Math.round(at - upAt)} ms`);
    if (at - upAt <= withinMs) continue;
    const late = Number.isFinite(at) ? `${Math.round(at - upAt)} ms` : "not at all";
    broken.push(`stop ${nth + 1}: ${what} back after ${late}, not within ${withinMs} ms`);
  }
  return broken;
}

interface Load {
  /** When the next write that began after now is acknowledged, monotonic milliseconds. */
  nextWrite(): Promise<number>;
  stop(): Promise<void>;
}

/** Clients that place orders and report events without a pause, and one whose orders are due at once. */
function openLoad({ shop }: Stage): Load {
  const waiting = new Set<() => void>();
  let isStopped = false;
  const client = async (number: number) => {
    for (let count = 0; !isStopped; count += 1) {
      const orderId = `load-${number}-${count}`;
      await shop.putOrder(orderId, { placedAt: new Date() });
      await shop.postEvent(orderId, "payment", "in_progress");
      await shop.postEvent(orderId, "payment", "completed");
      for (const notify of waiting) notify();
      waiting.clear();
      await pause(20);
    }
  };
  const overdue = async () => {
    for (let count = 0; !isStopped; count += 1) {
      await shop.putOrder(`due-${count}`);
      if (count % DUE_A_SWEEP === 0) await shop.sweep();
      await pause(20);
    }
  };
  const clients = Promise.all([
    overdue(),
    ...Array.from({ length: CLIENTS }, (_, number) => client(number)),
  ]);
  return {
    nextWrite: () =>
      new Promise((resolve) => {
        waiting.add(() => resolve(performance.now()));
      }),
    async stop() {
      isStopped = true;
      await clients;
    },
  };
}

/** When the mail server has the order's message, monotonic milliseconds. */
async function mailOf({ sink }: Stage, orderId: string): Promise<number> {
  while (!sink.journal.entries.some(({ orderIds }) => orderIds.includes(orderId))) await pause(20);
  return performance.now();
}
