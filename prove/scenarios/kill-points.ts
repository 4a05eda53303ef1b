import {
  isCritical,
  type KillPoint,
  nameOf,
  recordKillPoints,
  sampleKillPoints,
} from "../kill-plan.ts";
import type { Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import { sumVerdicts } from "../sum-verdicts.ts";
import { judge } from "../verdict.ts";
import { listUnfinished, walkOrder } from "../walk-order.ts";

const LANES = 4;
const SHORT_LANES = 2;
const SHORT_COUNT = 6;
const RECORDINGS = 3;
/** More than this share, and more than one, and the recordings say nothing of the walks. */
const MOST_MISSED = 0.02;
/** A busy machine is no reason for an unknown outcome. */
const UNHURRIED = { LEASE_TTL_MS: "5000", SEND_DEADLINE_MS: "4000" };

/** Death at every boundary of one order's path, one order a boundary. */
export const killPoints: Scenario = {
  name: "kill-points",
  about: "kill -9 of API or worker at each boundary on the wire of one order's path",
  short: true,
  async run({ openStage, random, isShort, say }) {
    const lanes = await Promise.all(
      Array.from({ length: isShort ? SHORT_LANES : LANES }, () =>
        openStage({ workers: 1, environment: UNHURRIED }),
      ),
    );
    const [first] = lanes;
    if (first === undefined) throw new Error("There is a lane");
    const all = await recordKillPoints(first, isShort ? 1 : RECORDINGS);
    const chosen = isShort ? sampleKillPoints(all, SHORT_COUNT, random) : all;
    say(`${all.length} boundaries recorded, a kill at ${chosen.length}`);
    const broken: string[] = [];
    const missed: string[] = [];
    let faults = 0;
    const rest = chosen.values();
    await Promise.all(
      lanes.map(async (stage) => {
        for (const point of rest) {
          if (await killAt(stage, point)) faults += 1;
          else if (isCritical(point)) broken.push(`${nameOf(point)} was never reached`);
          else missed.push(nameOf(point));
        }
      }),
    );
    // A worker's later round, which came in the recordings and not here; printed, and few.
    if (missed.length > 0) say(`not reached: ${missed.join(", ")}`);
    if (missed.length > Math.max(1, chosen.length * MOST_MISSED)) {
      broken.push(`${missed.length} of ${chosen.length} boundaries were never reached`);
    }
    for (const stage of lanes) {
      const unfinished = await listUnfinished(stage, "");
      broken.push(...unfinished.map((orderId) => `${orderId} was not completed`));
    }
    const verdict = sumVerdicts(await Promise.all(lanes.map((stage) => judge(stage))));
    return { ...verdict, broken: [...broken, ...verdict.broken], faults };
  },
};

/** @returns whether the boundary was reached, and so the process killed */
async function killAt(stage: Stage, point: KillPoint): Promise<boolean> {
  if (await tryKillAt(stage, point, nameOf(point))) return true;
  // A mail session that was kept, or a round of the worker's own, hid it: from a fresh start it shows.
  for (const part of stage.parts) part.kill();
  await Promise.all(stage.parts.map((part) => part.ready()));
  return tryKillAt(stage, point, `${nameOf(point)}.again`);
}

async function tryKillAt(stage: Stage, point: KillPoint, orderId: string): Promise<boolean> {
  const victim = stage.parts.find(({ name }) => name === point.owner);
  if (victim === undefined) throw new Error(`There is no ${point.owner}`);
  const disarm = stage.wire.arm({
    ...point,
    act: () => {
      victim.kill();
      return "drop";
    },
  });
  await walkOrder(stage, orderId);
  const isReached = disarm();
  await Promise.all(stage.parts.map((part) => part.ready()));
  return isReached;
}
