import type { Cluster } from "../database/cluster.ts";
import { createFilledDatabase, ORDER_ID } from "../database/fill.ts";
import { readNumber, settleDatabase, withClient } from "../database/query.ts";
import { sweep } from "../product/sweep.ts";
import { startApi } from "../product/under-load.ts";
import { LARGEST_GROWTH } from "../scale.ts";
import { type Context, eachRound, type Row, requireBalance, type Work } from "../work.ts";

const CONNECTIONS = 128;
const AT_LEAST = 0.85;

/** Whether a shop's success slows it down. */
export const growth: Work = {
  name: "growth",
  about: "the same transitions and the same sweep in tables of more and more orders",
  limit: "rates fall by at most 15 %",
  isInSmoke: false,
  // The largest also in a run that leaves it out: an earlier one's figures are shown.
  rows: ({ growth: [smallest = 0, ...larger] }) =>
    [...new Set([...larger, LARGEST_GROWTH])].flatMap((size) =>
      WHATS.map((what) => rowFor(what, size, smallest)),
    ),
  async run(context) {
    const { cluster, sizes, say } = context;
    const filled = new Map<number, string>();
    for (const orders of sizes.growth) {
      say(`loading ${orders.toLocaleString("en")} orders`);
      filled.set(orders, await createFilledDatabase(context, { orders, dueAt: LATER }));
    }
    await eachRound(context, async () => {
      for (const [orders, template] of filled) {
        for (const parts of PARTS) {
          await onCopy(cluster, template, async (url) => {
            for (const part of parts) await part(context, orders, url);
          });
        }
      }
    });
    for (const url of filled.values()) await cluster.dropDatabase(url);
  },
};

const LATER = "timestamptz '2100-01-01Z' + n * interval '1 ms'";

/** A shop's work is with orders that are open: the latest. Spread over the whole table is what no shop does. */
const WHATS = [
  "sweep of the latest orders",
  "sweep of orders of any age",
  "events of the latest orders",
  "events of any order",
] as const;
type What = (typeof WHATS)[number];

type Part = (context: Context, orders: number, url: string) => Promise<void>;

/** What shares a copy: each sweep begins with one, and events don't mind what was swept. */
const PARTS: readonly (readonly Part[])[] = [
  [measureLatestSweep],
  [measureSpreadSweep, measureEvents],
];

/** A copy each, so that a sweep finds the same orders in the same state. */
async function onCopy(
  cluster: Cluster,
  template: string,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const url = await cluster.createDatabase(template);
  await work(url);
  await cluster.dropDatabase(url);
}

function rowFor(what: What, size: number, smallest: number): Row {
  return {
    what: `${what}, ${size.toLocaleString("en")} in the table`,
    ours: seriesName(what, size),
    peer: seriesName(what, smallest),
    limit: { kind: "ratio", atLeast: AT_LEAST },
  };
}

function seriesName(what: What, orders: number): string {
  return `${what}, ${orders.toLocaleString("en")} orders`;
}

function measureLatestSweep(context: Context, orders: number, url: string): Promise<void> {
  const first = Math.max(1, orders - context.sizes.growthOverdue + 1);
  return measureSweep(context, "sweep of the latest orders", { orders, url, first, every: 1 });
}

function measureSpreadSweep(context: Context, orders: number, url: string): Promise<void> {
  const every = Math.max(1, Math.floor(orders / context.sizes.growthOverdue));
  return measureSweep(context, "sweep of orders of any age", { orders, url, first: 1, every });
}

interface Overdue {
  readonly orders: number;
  readonly url: string;
  readonly first: number;
  /** Each so many-th order from the first is overdue. */
  readonly every: number;
}

async function measureSweep(context: Context, what: What, overdue: Overdue): Promise<void> {
  const { orders, url } = overdue;
  const made = await makeOverdue(overdue);
  await settleDatabase(url);
  const swept = await sweep(context, url);
  requireBalance(`${swept.processed} of ${made} swept`, swept.processed === made);
  context.record(seriesName(what, orders), "orders/s", swept.processed / swept.seconds);
}

async function measureEvents(context: Context, orders: number, url: string): Promise<void> {
  const { sizes, record } = context;
  const latest = Math.min(orders, sizes.growth[0] ?? orders);
  const api = await startApi(context, url);
  const load = { what: "post-event", connections: CONNECTIONS } as const;
  await api.load({ ...load, orders: latest, seconds: sizes.warmSeconds });
  const measure = async (what: What, chosen: { first: number; orders: number }) => {
    const before = await countEntries(url);
    await context.cluster.checkpoint();
    const { answered, seconds } = await api.load({
      ...load,
      ...chosen,
      seconds: sizes.growthSeconds,
    });
    const written = (await countEntries(url)) - before;
    // Written, but not waited for: what was under way at the end of a load.
    const isBalanced = written >= answered && written <= answered + 2 * CONNECTIONS;
    requireBalance(`${answered} acknowledged, ${written} recorded`, isBalanced);
    record(seriesName(what, orders), "transitions/s", answered / seconds);
  };
  const first = orders - latest + 1;
  await measure("events of the latest orders", { first, orders: latest });
  await measure("events of any order", { first: 1, orders });
  await api.stop();
}

/** The same number at every size. @returns how many */
function makeOverdue({ orders, url, first, every }: Overdue): Promise<number> {
  return withClient(url, async (client) => {
    const { rowCount } = await client.query(
      `update orchestrations o set next_action_at = timestamptz '2026-01-01Z' + n * interval '1 ms'
      from generate_series($1::integer, $2::integer, $3::integer) n where o.order_id = ${ORDER_ID}`,
      [first, orders, every],
    );
    return rowCount ?? 0;
  });
}

function countEntries(url: string): Promise<number> {
  return readNumber(url, "select count(*) as value from orchestration_events");
}
