import { createFilledDatabase, NOT_DUE } from "../database/fill.ts";
import { runPgbench } from "../database/pgbench.ts";
import { withClient } from "../database/query.ts";
import { writeScript } from "../peers/transition-script.ts";
import { type Answered, startApi } from "../product/under-load.ts";
import { type Context, eachRound, requireBalance, type Work } from "../work.ts";

/** Transitions at a storefront's worst hour. */
export const postEvent: Work = {
  name: "post-event",
  about: "POST event over HTTP, 128 connections, against pgbench's single statement at 32 clients",
  limit: ">= 1.0x",
  isInSmoke: true,
  rows: () => [
    {
      what: "POST event over HTTP, 128 connections",
      ours: "followthrough, 128",
      peer: "pgbench, single statement, 32 clients",
      limit: { kind: "ratio", atLeast: 1 },
    },
    { what: "its 99th percentile", ours: "p99, 128" },
    { what: "the API's processor time for one", ours: "API, 128" },
  ],
  run: (context) => measure(context, 128),
};

/** The same with fewer at once, for how long one of them waits. */
export const postEvent32: Work = {
  name: "post-event-32",
  about: "POST event over HTTP, 32 connections: how long one of a hundred waits",
  limit: "p99 < 25 ms",
  isInSmoke: false,
  rows: () => [
    {
      what: "POST event over HTTP, 32 connections",
      ours: "followthrough, 32",
      peer: "pgbench, single statement, 32 clients",
    },
    { what: "its 99th percentile", ours: "p99, 32", limit: { kind: "figure", atMost: 25 } },
    { what: "the API's processor time for one", ours: "API, 32" },
  ],
  run: (context) => measure(context, 32),
};

async function measure(context: Context, connections: number): Promise<void> {
  const { cluster, sizes, record } = context;
  const filled = await createFilledDatabase(context, { orders: sizes.orders, dueAt: NOT_DUE });
  await eachRound(context, async () => {
    // A copy for each side, so that neither finds the rows that the other has left.
    const ours = await cluster.createDatabase(filled);
    const peers = await cluster.createDatabase(filled);
    const answered = await measureProduct(context, ours, connections);
    record(`followthrough, ${connections}`, "transitions/s", answered.answered / answered.seconds);
    record(`p99, ${connections}`, "ms", answered.p99);
    record(`API, ${connections}`, "us", answered.cpuMicroseconds);
    record(
      "pgbench, single statement, 32 clients",
      "transitions/s",
      await measurePeer(context, peers, await writeScript(ours, sizes.orders)),
    );
    await cluster.dropDatabase(ours);
    await cluster.dropDatabase(peers);
  });
  await cluster.dropDatabase(filled);
}

async function measureProduct(
  context: Context,
  databaseUrl: string,
  connections: number,
): Promise<Answered> {
  const { cluster, sizes } = context;
  const load = { what: "post-event", connections, orders: sizes.orders } as const;
  const before = await countRows(databaseUrl);
  const api = await startApi(context, databaseUrl);
  const warm = await api.load({ ...load, seconds: sizes.warmSeconds });
  await cluster.checkpoint();
  const answered = await api.load({ ...load, seconds: sizes.loadSeconds });
  await api.stop();
  const after = await countRows(databaseUrl);
  const written = after.events - before.events;
  const acknowledged = warm.answered + answered.answered;
  // Of each load, what was under way at its end is written, and its answer is not waited for.
  const isBalanced = written >= acknowledged && written <= acknowledged + 2 * connections;
  requireBalance(`${acknowledged} were acknowledged, ${written} recorded`, isBalanced);
  requireBalance("a key for each entry", after.keys - before.keys === written);
  requireBalance("a version for each entry", after.versions === after.events);
  return answered;
}

/** @returns transitions a second that were really written */
async function measurePeer(context: Context, url: string, script: string): Promise<number> {
  const before = await countRows(url);
  await context.cluster.checkpoint();
  const result = await runPgbench(context, url, script, context.sizes.loadSeconds);
  const after = await countRows(url);
  const written = after.events - before.events;
  // Of two that meet in one order, one finds its version gone and writes nothing.
  const isBalanced = written <= result.transactions && written > 0.9 * result.transactions;
  requireBalance(`${result.transactions} transactions, ${written} recorded`, isBalanced);
  requireBalance("a key for each entry", after.keys - before.keys === written);
  requireBalance("a version for each entry", after.versions === after.events);
  return (result.transactionsPerSecond * written) / result.transactions;
}

interface Counted {
  events: number;
  keys: number;
  versions: number;
}

function countRows(url: string): Promise<Counted> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Counted>(
      `select (select count(*) from orchestration_events)::integer as events,
        (select count(*) from idempotency_keys)::integer as keys,
        (select sum(version) from orchestrations)::integer as versions`,
    );
    if (rows[0] === undefined) throw new Error("A count gives a row");
    return rows[0];
  });
}
