import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge, waitForDelivery } from "../verdict.ts";

const WORKERS = 3;
const FULL = { orders: 2_000, kills: 200, waves: 40 };
const SHORT = { orders: 80, kills: 8, waves: 2 };
/** A worker needs about as long to come back; so kills hit its start, its work and its idleness. */
const KILLS_WITHIN_MS = 1_500;
/** Spends a prompt's time where it is safe to die, so that most kills hit work. */
const MAIL_SERVER_DELAY_MS = 150;
const API_SHARE = 0.2;

/** Four processes that start at once leave each other little of two cores; slowness is not the fault that is injected here. */
const UNHURRIED = { LEASE_TTL_MS: "5000", SEND_DEADLINE_MS: "4000" };

/** Death at random moments under load. */
export const killRandom: Scenario = {
  name: "kill-random",
  about: `${WORKERS} workers, ${FULL.orders} due orders, kill -9 at ${FULL.kills} random moments`,
  short: true,
  async run({ openStage, random, isShort, say }) {
    const { orders, kills, waves } = isShort ? SHORT : FULL;
    const stage = await openStage({ workers: WORKERS, environment: UNHURRIED });
    stage.sink.behaviors.set("mail.test", {
      at: "rcpt",
      fault: { delayMs: MAIL_SERVER_DELAY_MS },
    });
    const ids = Array.from({ length: orders }, (_, index) => `random-${index}`);
    let faults = 0;
    for (let wave = 0; wave < waves; wave += 1) {
      const part = ids.slice((wave * orders) / waves, ((wave + 1) * orders) / waves);
      const load = inParallel(part, 10, (id) => stage.shop.putOrder(id)).then(stage.shop.sweep);
      const [killed] = await Promise.all([killSome(stage, random, kills / waves), load]);
      faults += killed;
      await Promise.all(stage.parts.map((each) => each.ready()));
      if ((wave + 1) % 10 === 0) say(`${faults} kills`);
    }
    await stage.shop.sweep();
    await waitForDelivery(stage, 60_000);
    const verdict = await judge(stage);
    const broken = [...verdict.broken];
    if (verdict.prompts !== orders) broken.push(`${verdict.prompts} prompts for ${orders} orders`);
    return { ...verdict, broken, faults };
  },
};

/** @returns how many processes were alive when they were killed: as many as wanted */
async function killSome(stage: Stage, random: Random, count: number): Promise<number> {
  let killed = 0;
  while (killed < count) {
    await pause(random.between(0, (2 * KILLS_WITHIN_MS) / count));
    const victim = random.next() < API_SHARE ? stage.api : random.pick(stage.workers);
    if (victim.kill()) killed += 1;
  }
  return killed;
}
