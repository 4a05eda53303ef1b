import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../../packages/server/src/embedded-postgres/free-port.ts";
import { discardClusterNow } from "../../packages/server/test/support/postgres/postgres-leftovers.ts";
import { startPart } from "../product/part.ts";
import { type Context, eachRound, type Work } from "../work.ts";

const LOOK_MS = 10;
const PATIENCE_MS = 60_000;

/** How long a shop waits after a restart. */
export const start: Work = {
  name: "start",
  about: "embedded Postgres, API and worker on an existing data folder, until /readyz is green",
  limit: "< 3 s",
  isInSmoke: false,
  rows: () => [
    {
      what: "start on an existing data folder",
      ours: "until API and worker are ready",
      limit: { kind: "figure", atMost: 3 },
    },
    { what: "its first start", ours: "first start" },
  ],
  async run(context) {
    // The embedded Postgres outlives a run that is broken off, and is found by a file that goes with the run.
    const discard = () => discardClusterNow(join(context.folder, "data"));
    process.prependOnceListener("exit", discard);
    context.record("first start", "s", await startOnce(context));
    await eachRound(context, async () => {
      context.record("until API and worker are ready", "s", await startOnce(context));
    });
    process.off("exit", discard);
  },
};

/** @returns seconds until `/readyz` was green and both processes had said that they are ready */
async function startOnce(context: Context): Promise<number> {
  const apiPort = await findFreePort(0);
  const startedAt = performance.now();
  const green = untilGreen(`http://127.0.0.1:${apiPort}/readyz`);
  const [part] = await Promise.all([startPart(context, "serve", { apiPort }), green]);
  const seconds = (performance.now() - startedAt) / 1000;
  await part.stop();
  return seconds;
}

async function untilGreen(url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await pause(LOOK_MS);
  }
  throw new Error(`${url} did not become green`);
}
