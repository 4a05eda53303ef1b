import { z } from "zod";
import { createFilledDatabase, NOT_DUE, orderId } from "../database/fill.ts";
import { runPgbench } from "../database/pgbench.ts";
import { readNumber, settleDatabase, withClient } from "../database/query.ts";
import { readScript } from "../peers/transition-script.ts";
import { API_KEY } from "../product/environment.ts";
import { type ApiUnderLoad, startApi } from "../product/under-load.ts";
import { eachRound, requireBalance, type Work } from "../work.ts";

const CONNECTIONS = 32;
const PEER = "pgbench, one statement, 32 clients";

/** How fast an order's state is read. */
export const getOrchestration: Work = {
  name: "get-orchestration",
  about: "GET orchestration over HTTP, 32 connections, against pgbench's read of the same rows",
  limit: ">= 0.6x",
  isInSmoke: true,
  rows: () => [
    {
      what: "GET orchestration, 32 connections",
      ours: "followthrough",
      peer: PEER,
      limit: { kind: "ratio", atLeast: 0.6 },
    },
    { what: "its 99th percentile", ours: "p99" },
    { what: "the API's processor time for one", ours: "API" },
  ],
  async run(context) {
    const { cluster, sizes, record } = context;
    const { orders, loadSeconds: seconds, warmSeconds } = sizes;
    const url = await createFilledDatabase(context, { orders, dueAt: NOT_DUE });
    await addSteps(url);
    const api = await startApi(context, url);
    // Timelines of some length, written by the product itself.
    await api.load({ what: "post-event", connections: 128, orders, seconds: warmSeconds });
    await settleDatabase(url);
    const load = { what: "get-orchestration", connections: CONNECTIONS, orders } as const;
    await api.load({ ...load, seconds: warmSeconds });
    await requireWholeAnswer(api, url);
    await eachRound(context, async () => {
      const read = await api.load({ ...load, seconds });
      record("followthrough", "reads/s", read.answered / read.seconds);
      record("p99", "ms", read.p99);
      record("API", "us", read.cpuMicroseconds);
      const peer = await runPgbench(context, url, readScript(orders), seconds);
      record(PEER, "reads/s", peer.transactionsPerSecond);
    });
    await api.stop();
    await cluster.dropDatabase(url);
  },
};

/** One member in ten still has something to do for points. */
async function addSteps(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `insert into loyalty_steps (member_id, external_id, kind, status, title)
      select member_id, 'step-1', 'redemption', 'pending', 'Redeem 500 points' from members
      where member_id like '%0'`,
    );
  });
}

/** The answer that is measured holds what the other side reads. */
async function requireWholeAnswer({ port }: ApiUnderLoad, url: string): Promise<void> {
  const order = orderId(10);
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/checkout/orchestrations/${order}`, {
    headers: { "x-api-key": API_KEY },
  });
  const Answer = z.object({ events: z.array(z.unknown()), pendingSteps: z.array(z.unknown()) });
  const { events, pendingSteps } = Answer.parse(await response.json());
  const entries = await readNumber(
    url,
    "select least(count(*), 50) as value from orchestration_events where order_id = $1",
    [order],
  );
  requireBalance(`${events.length} of ${entries} entries`, events.length === entries);
  requireBalance(`${pendingSteps.length} of 1 step`, pendingSteps.length === 1);
}
