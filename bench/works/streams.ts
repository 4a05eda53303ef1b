import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Child, startChild } from "../children/call-child.ts";
import { createFilledDatabase, NOT_DUE, orderId } from "../database/fill.ts";
import { API_KEY } from "../product/environment.ts";
import { startApi } from "../product/under-load.ts";
import { readMegabytes } from "../product/usage.ts";
import { eachRound, requireBalance, type Work } from "../work.ts";

const MEMORY = "peak memory of the API";
const SLOWEST = "slowest update";

/** Shoppers who keep the success page open. */
export const streams: Work = {
  name: "streams",
  about: "very many open SSE streams on one API process, and updates to the watchers of one order",
  limit: "< 400 MB, an update within 250 ms",
  isInSmoke: true,
  rows: ({ streams: open, watchers }) => [
    {
      what: `${open.toLocaleString("en")} open SSE streams`,
      ours: MEMORY,
      limit: { kind: "figure", atMost: 400 },
    },
    {
      what: `an update's way to all ${watchers} watchers of an order`,
      ours: SLOWEST,
      limit: { kind: "figure", atMost: 250 },
    },
  ],
  async run(context) {
    const { cluster, sizes, record } = context;
    const { streams: open, watchers, updates, updateEveryMs } = sizes;
    const url = await createFilledDatabase(context, { orders: open + 1, dueAt: NOT_DUE });
    await eachRound(context, async () => {
      const api = await startApi(context, url);
      const child = startChild("watch-streams");
      const Opened = z.object({ opened: z.number() });
      const { opened } = await child.request({ port: api.port, streams: open, watchers }, Opened);
      requireBalance(`${opened} of ${open} streams`, opened === open);
      const delays: number[] = [];
      for (let update = 0; update < updates; update += 1) {
        await pause(updateEveryMs);
        delays.push(await timeUpdate(api.port, child));
      }
      record(MEMORY, "MB", readMegabytes(api.pid, "VmHWM"));
      record(SLOWEST, "ms", Math.max(...delays));
      await child.stop();
      await api.stop();
    });
    await cluster.dropDatabase(url);
  },
};

/** @returns milliseconds from the sending of an event until the last watcher had its state */
async function timeUpdate(port: number, child: Child): Promise<number> {
  const sentAt = performance.timeOrigin + performance.now();
  const response = await fetch(
    `http://127.0.0.1:${port}/api/v1/checkout/orchestrations/${orderId(1)}/events`,
    {
      method: "POST",
      headers: { "x-api-key": API_KEY, "content-type": "application/json" },
      body: JSON.stringify({ stage: "payment", status: "waiting" }),
    },
  );
  const { version } = z.object({ version: z.number() }).parse(await response.json());
  const { lastAt } = await child.request({ version }, z.object({ lastAt: z.number() }));
  return lastAt - sentAt;
}
