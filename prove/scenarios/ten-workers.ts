import { setTimeout as pause } from "node:timers/promises";
import { runCommand } from "../checks.ts";
import { type OpenLoop, quantile, startOpenLoop } from "../open-loop.ts";
import { policyFile } from "../product-environment.ts";
import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge } from "../verdict.ts";
import { waitUntil } from "../wait-until.ts";

const SWEEPERS = 10;
const FULL = { orders: 20_000, idleMs: 20_000 };
const SHORT = { orders: 2_000, idleMs: 2_000 };
const EVENTS_PER_SECOND = 50;
const BYSTANDERS = 200;
/** The promise: events wait no longer than so many times what they wait while nothing is swept. */
const MOST_SLOWDOWN = 2;
const START_PATIENCE_MS = 60_000;

/** Ten processes sweep the same orders at the same moment, and the shop goes on. */
export const tenWorkers: Scenario = {
  name: "ten-workers",
  about: `${SWEEPERS} processes sweep ${FULL.orders} due orders at once: each decided once, events stay quick`,
  short: false,
  async run({ openStage, isShort, say }) {
    const { orders, idleMs } = isShort ? SHORT : FULL;
    // Delivery is another matter, measured elsewhere: nobody is here to deliver.
    const stage = await openStage({ workers: 0 });
    const bystanders = Array.from({ length: BYSTANDERS }, (_, nth) => `bystander-${nth}`);
    await inParallel(bystanders, 20, (id) => stage.shop.putOrder(id, { placedAt: new Date() }));
    const ids = Array.from({ length: orders }, (_, nth) => `due-${nth}`);
    await putOverdue(stage, ids);
    const load = startOpenLoop(EVENTS_PER_SECOND, (nth) =>
      postEvent(stage, bystanders[nth % BYSTANDERS] ?? "", nth),
    );
    const broken = await sweepAtOnce(stage, load, idleMs, orders);
    await load.stop();
    broken.push(...(await findNotOnce(stage, orders)), ...judgeLoad(load, isShort, say));
    const verdict = await judge(stage, { isExpectedState: ({ state }) => state === "pending" });
    if (verdict.prompts !== ids.length) {
      broken.push(`${verdict.prompts} prompts for ${ids.length} orders`);
    }
    return { ...verdict, broken: [...broken, ...verdict.broken], faults: 0 };
  },
};

async function postEvent({ shop }: Stage, orderId: string, nth: number): Promise<void> {
  const path = `/checkout/orchestrations/${orderId}/events`;
  const body = { stage: "payment", status: "in_progress" };
  const response = await shop.request("POST", path, body, `event-${nth}`);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`An event of ${orderId} was answered ${response.status}`);
}

/** Placed once through the API, and copied for each of the others: twenty thousand by HTTP take minutes. */
async function putOverdue({ shop, database }: Stage, orderIds: readonly string[]): Promise<void> {
  const [first = "", ...others] = orderIds;
  await shop.putOrder(first);
  for (const table of ["members", "orders", "orchestrations", "orchestration_events"]) {
    const key = table === "members" ? "member_id" : "order_id";
    const prefix = table === "members" ? "m-" : "";
    await database.query(
      `insert into ${table} select copy.*
       from ${table} original, unnest($2::text[]) as id, jsonb_populate_record(original,
         jsonb_build_object('order_id', id, 'member_id', 'm-' || id, 'email', id || '@mail.test')) copy
       where original.${key} = $1`,
      [`${prefix}${first}`, others],
    );
  }
}

/**
 * Starts the sweepers, stops them all before their first statement, measures the idle API, lets them go, and
 * measures it again until the first has nothing left. So neither the start of ten processes nor their exit counts.
 */
async function sweepAtOnce(
  stage: Stage,
  load: OpenLoop,
  idleMs: number,
  orders: number,
): Promise<string[]> {
  const { database, databaseUrl } = stage;
  const environment = { RECOVERY_POLICY: policyFile(stage.folder) };
  const gate = await database.connect();
  let sweeps: Promise<string[]>;
  try {
    await gate.query("begin; lock table sweeps in share row exclusive mode");
    sweeps = Promise.all(
      Array.from({ length: SWEEPERS }, () =>
        runCommand(["sweep", "--json"], databaseUrl, environment),
      ),
    );
    await waitUntil("all sweepers at the gate", START_PATIENCE_MS, async () =>
      (await countWaiting(stage)) === SWEEPERS ? true : undefined,
    );
    load.measure("idle");
    await pause(idleMs);
    load.measure("sweeping");
    await gate.query("commit");
  } finally {
    gate.release();
  }
  const untilEnded = (sweepers: number) =>
    waitUntil(`${sweepers} finished sweepers`, START_PATIENCE_MS, async () => {
      const { rows } = await database.query<{ ended: number }>(
        "select count(finished_at)::integer as ended from sweeps",
      );
      return (rows[0]?.ended ?? 0) >= sweepers ? true : undefined;
    });
  await untilEnded(1);
  load.measure("after");
  await untilEnded(SWEEPERS);
  const summaries = (await sweeps).map((text): unknown => JSON.parse(text));
  const processed = summaries.reduce<number>((sum, each) => sum + readProcessed(each), 0);
  return processed === orders ? [] : [`the summaries speak of ${processed} of ${orders} orders`];
}

async function countWaiting({ database }: Stage): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

function readProcessed(summary: unknown): number {
  const isSummary = typeof summary === "object" && summary !== null && "processed" in summary;
  return isSummary ? Number(summary.processed) : Number.NaN;
}

async function findNotOnce({ database }: Stage, orders: number): Promise<string[]> {
  const { rows } = await database.query<{ decided: number; orders: number }>(
    `select decided, count(*)::integer as orders from (
      select o.order_id, count(e.version)::integer as decided from orchestrations o
      left join orchestration_events e on e.order_id = o.order_id and e.kind = 'sweep'
      where o.order_id like 'due-%' group by o.order_id) d
     group by decided order by decided`,
  );
  if (rows.length === 1 && rows[0]?.decided === 1 && rows[0].orders === orders) return [];
  return rows.map((row) => `${row.orders} orders were decided ${row.decided} times`);
}

function judgeLoad(load: OpenLoop, isShort: boolean, say: (line: string) => void): string[] {
  const [idle, sweeping] = ["idle", "sweeping"].map((name) => load.latencies(name));
  if (idle === undefined || sweeping === undefined) return [];
  const show = (name: string, sorted: readonly number[]) =>
    `${name} p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p99 ${quantile(sorted, 0.99).toFixed(1)} ms of ${sorted.length}`;
  say(`${show("idle", idle)}; ${show("sweeping", sweeping)}`);
  const times = quantile(sweeping, 0.99) / quantile(idle, 0.99);
  // Printed in the short form, and judged in the long one: `npm test` has no time limit here.
  if (isShort || times < MOST_SLOWDOWN) return [];
  return [`while the sweeps run the API's p99 is ${times.toFixed(1)} times its idle value`];
}
