import pg from "pg";
import { callChild } from "../children/call-child.ts";
import { JobsDone } from "../children/jobs.ts";
import { createFilledDatabase } from "../database/fill.ts";
import { readNumber } from "../database/query.ts";
import { sweepBare } from "../peers/bare-sweep.ts";
import { lastTenthToFirst, type Swept, sweep } from "../product/sweep.ts";
import { type Context, eachRound, requireBalance, type Work } from "../work.ts";

const UNIT = "orders/s";
const ONE = "one worker";
const TENTHS = "last tenth / first tenth";
const HELD_TENTHS = "last tenth / first tenth, old snapshot held";

// Due in the order of their numbers, one every millisecond, as in a busy shop.
const OVERDUE = "timestamptz '2026-01-01Z' + n * interval '1 ms'";

/** The sweep of very many overdue orders; half of them get a prompt. */
export const sweepOverdue: Work = {
  name: "sweep",
  about:
    "overdue orchestrations, half of them prompted, against bare SQL, graphile-worker and pg-boss",
  limit: ">= 0.6x bare SQL, >= 1.5x the job queues, tenths <= 1.25x, < 300 MB",
  isInSmoke: true,
  rows: ({ overdue }) => {
    const what = `sweep of ${overdue.toLocaleString("en")} overdue`;
    const against = (peer: string, atLeast: number) =>
      ({ what, ours: ONE, peer, limit: { kind: "ratio", atLeast } }) as const;
    return [
      against("bare SQL, the same writes", 0.6),
      against("graphile-worker, a no-op job an order", 1.5),
      against("pg-boss, a no-op job an order", 1.5),
      { what: "its pace at the end", ours: TENTHS, limit: { kind: "figure", atMost: 1.25 } },
      { what, ours: "one worker, old snapshot held", peer: ONE },
      { what: "its pace at the end", ours: HELD_TENTHS, limit: { kind: "figure", atMost: 1.25 } },
      { what: "the worker's memory", ours: "peak memory", limit: { kind: "figure", atMost: 300 } },
      { what: "the worker's processor time for one order", ours: "processor time" },
      // One worker keeps two cores busy: a second one helps where there are more.
      { what, ours: "two workers", peer: ONE },
    ];
  },
  async run(context) {
    const { cluster, sizes } = context;
    const filled = await createFilledDatabase(context, {
      orders: sizes.overdue,
      dueAt: OVERDUE,
      justPrompted: "n % 2 = 0",
    });
    await eachRound(context, async () => {
      await onCopy(context, filled, (url) => sweepAlone(context, url));
      await onCopy(context, filled, (url) => sweepBySql(context, url));
      await onCopy(context, filled, (url) => sweepBesideSnapshot(context, url));
      await onCopy(context, filled, (url) => sweepByTwo(context, url));
      await queueJobs(context, "graphile-worker");
      await queueJobs(context, "pg-boss");
    });
    await cluster.dropDatabase(filled);
  },
};

/** Each side finds the same files, and pays for nothing that was before. */
async function onCopy(
  { cluster }: Context,
  filled: string,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const url = await cluster.createDatabase(filled);
  await cluster.checkpoint();
  await work(url);
  await cluster.dropDatabase(url);
}

async function sweepAlone(context: Context, url: string): Promise<void> {
  const swept = await sweep(context, url);
  await requireSwept(context, url, swept);
  context.record(ONE, UNIT, swept.processed / swept.seconds);
  context.record(TENTHS, "x", await lastTenthToFirst(url));
  context.record("peak memory", "MB", swept.peakMegabytes);
  context.record("processor time", "us", (swept.cpuSeconds * 1e6) / swept.processed);
}

async function sweepBySql(context: Context, url: string): Promise<void> {
  const { processed, seconds } = await sweepBare(url);
  await requireSwept(context, url, { processed, prompted: Math.ceil(processed / 2) });
  context.record("bare SQL, the same writes", UNIT, processed / seconds);
}

async function sweepBesideSnapshot(context: Context, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("begin isolation level repeatable read");
  // The snapshot is taken by the first statement, and keeps every dead row version from being removed.
  await client.query("select count(*) from sweeps");
  const swept = await sweep(context, url);
  await client.end();
  await requireSwept(context, url, swept);
  context.record("one worker, old snapshot held", UNIT, swept.processed / swept.seconds);
  context.record(HELD_TENTHS, "x", await lastTenthToFirst(url));
}

async function sweepByTwo(context: Context, url: string): Promise<void> {
  const swept = await sweep(context, url, 2);
  await requireSwept(context, url, swept);
  context.record("two workers", UNIT, swept.processed / swept.seconds);
}

/** Every order was decided once, and every second one has its prompt. */
async function requireSwept(
  { sizes: { overdue } }: Context,
  url: string,
  { processed, prompted }: Pick<Swept, "processed" | "prompted">,
): Promise<void> {
  const entries = await readNumber(
    url,
    "select count(*) as value from orchestration_events where kind = 'sweep'",
  );
  const prompts = await readNumber(url, "select count(*) as value from prompts");
  const isBalanced = processed === overdue && entries === overdue;
  requireBalance(`${processed} of ${overdue} decided, ${entries} entries`, isBalanced);
  const half = Math.ceil(overdue / 2);
  requireBalance(`${prompted} prompted, ${prompts} prompts`, prompted === half && prompts === half);
}

async function queueJobs(context: Context, name: "graphile-worker" | "pg-boss"): Promise<void> {
  const { cluster, sizes, record } = context;
  const databaseUrl = await cluster.createDatabase();
  await cluster.checkpoint();
  const { seconds, left } = await callChild(name, { databaseUrl, jobs: sizes.overdue }, JobsDone);
  requireBalance(`${name} left ${left} jobs`, left === 0);
  record(`${name}, a no-op job an order`, UNIT, sizes.overdue / seconds);
  await cluster.dropDatabase(databaseUrl);
}
