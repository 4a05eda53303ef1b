import { openProvider, PROVIDER_ENVIRONMENT, type Provider } from "../provider.ts";
import type { Random } from "../random.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge, waitForDelivery } from "../verdict.ts";
import { WaitedTooLong, waitUntil } from "../wait-until.ts";

const FULL = { orders: 300, kills: 40 };
const SHORT = { orders: 16, kills: 2 };
const AT_ONCE = 8;
const STAGES = ["payment", "verification", "loyalty_hold"];
/** The job of a worker that was killed is given to another after its time, and then after a pause. */
const APPLIED_WITHIN_MS = 180_000;

/** A provider's webhook is stored once it was answered with 200, and takes effect once. */
export const inbox: Scenario = {
  name: "inbox",
  about:
    "kill -9 of API and worker right after a webhook's 200, and a database that is down at that time",
  short: true,
  async run(context) {
    const { orders, kills } = context.isShort ? SHORT : FULL;
    const stage = await context.openStage({ workers: 1, environment: PROVIDER_ENVIRONMENT });
    const provider = openProvider(stage.apiUrl);
    const ids = Array.from({ length: orders }, (_, index) => `inbox-${index}`);
    // Half of the orders come after what is reported about them.
    const early = ids.filter((_, index) => index % 2 === 0);
    const placedAt = new Date();
    await inParallel(early, AT_ONCE, (id) => stage.shop.putOrder(id, { placedAt }));
    const broken = await crash(context, stage, provider);
    const reports = ids.flatMap((id) => STAGES.map((name) => ({ id, name })));
    const killer = createKiller(stage, context.random, Math.floor(reports.length / kills));
    await inParallel(reports, AT_ONCE, async ({ id, name }) => {
      await provider.report(id, name);
      killer.answered();
    });
    const faults = 1 + killer.kills();
    const late = ids.filter((_, index) => index % 2 === 1);
    await inParallel(late, AT_ONCE, (id) => stage.shop.putOrder(id, { placedAt }));
    if (faults <= kills / 2) broken.push(`only ${faults} faults`);
    broken.push(...(await untilApplied(stage)), ...(await findLost(stage, provider, ids)));
    await waitForDelivery(stage, 30_000);
    const verdict = await judge(stage);
    context.say(`${provider.accepted.length} webhooks accepted, ${refusedBy(provider.refusals)}`);
    return { ...verdict, broken: [...verdict.broken, ...broken], faults };
  },
};

/** While the database is down a webhook is refused with 503; the same one is accepted when it is back. */
async function crash(
  { cluster }: ScenarioContext,
  stage: Stage,
  provider: Provider,
): Promise<string[]> {
  const downAt = performance.now();
  await cluster.stopImmediately();
  const status = await provider.reportOnce("inbox-0", "payment");
  await cluster.start();
  stage.wireLog.noteOutage(downAt, performance.now());
  await provider.report("inbox-0", "payment");
  return status === 503 ? [] : [`a webhook was answered ${status} while the database was down`];
}

/** Kills a process in the moment in which an answer has come, at every so many answers. */
function createKiller({ api, workers }: Stage, random: Random, every: number) {
  let answers = 0;
  let kills = 0;
  return {
    answered(): void {
      answers += 1;
      if (answers < (kills + 1) * every) return;
      const victim = kills % 2 === 0 ? api : random.pick(workers);
      // One that is down already is killed with the next answer.
      if (victim.kill()) kills += 1;
    },
    kills: () => kills,
  };
}

async function untilApplied({ database }: Stage): Promise<string[]> {
  try {
    await waitUntil("every message applied", APPLIED_WITHIN_MS, async () => {
      const { rows } = await database.query<{ open: boolean }>(
        "select exists (select from webhook_inbox where state <> 'applied') as open",
      );
      return rows[0]?.open === false ? true : undefined;
    });
    return [];
  } catch (error) {
    if (!(error instanceof WaitedTooLong)) throw error;
    return [error.message];
  }
}

/** What was answered with 200 and is not there, or has had no effect, or two. */
async function findLost(
  { database }: Stage,
  { accepted }: Provider,
  ids: readonly string[],
): Promise<string[]> {
  const { rows: kept } = await database.query<{ event_id: string }>(
    "select event_id from webhook_inbox",
  );
  const { rows: entries } = await database.query<{ id: string; count: number }>(
    `select source_event_id as id, count(*)::integer as count from orchestration_events
     where source = 'standard' group by source_event_id`,
  );
  const { rows: stages } = await database.query<{ order_id: string; current_stage: string }>(
    "select order_id, current_stage from orchestrations",
  );
  const rows = new Set(kept.map((row) => row.event_id));
  const effects = new Map(entries.map(({ id, count }) => [id, count]));
  const at = new Map(stages.map((row) => [row.order_id, row.current_stage]));
  return [
    ...accepted
      .filter(({ id }) => !rows.has(id))
      .map(({ id }) => `${id} was accepted and is not there`),
    ...[...rows].flatMap((id) => {
      const count = effects.get(id) ?? 0;
      return count === 1 ? [] : [`${id} is in its order's timeline ${count} times`];
    }),
    ...ids.flatMap((id) => {
      const stage = at.get(id);
      return stage === "fulfillment" ? [] : [`${id} is at ${stage}`];
    }),
  ];
}

function refusedBy(refusals: ReadonlyMap<number, number>): string {
  const parts = [...refusals].map(([status, count]) => `${count} answered ${status || "nothing"}`);
  return parts.length === 0 ? "none refused" : parts.join(", ");
}
