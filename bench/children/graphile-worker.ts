import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { z } from "zod";
import { answerParent } from "./answer-parent.ts";
import { Jobs } from "./jobs.ts";

const INSERT_BATCH = 1_000;

// Found best on two cores: jobs fetched and completed in batches, as its own page on performance advises.
const CONCURRENCY = 24;
const LOCAL_QUEUE = 1_000;

const logger = new Logger(() => () => {});

answerParent(Jobs, async ({ databaseUrl, jobs }) => {
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
  await utils.migrate();
  const startedAt = performance.now();
  for (let at = 0; at < jobs; at += INSERT_BATCH) {
    const size = Math.min(INSERT_BATCH, jobs - at);
    await utils.addJobs(
      Array.from({ length: size }, (_, n) => ({
        identifier: "nothing",
        payload: { orderId: `o-${at + n}` },
      })),
    );
  }
  const insertedAt = performance.now();
  await utils.withPgClient((client) => client.query("vacuum (analyze)"));
  const analyzedAt = performance.now();
  await work(databaseUrl, jobs);
  const finishedAt = performance.now();
  const left = await utils.withPgClient(async (client) => {
    const { rows } = await client.query(
      "select count(*)::integer as left from graphile_worker.jobs",
    );
    return z.object({ left: z.number() }).parse(rows[0]).left;
  });
  await utils.release();
  return { seconds: (insertedAt - startedAt + finishedAt - analyzedAt) / 1000, left };
});

async function work(connectionString: string, jobs: number): Promise<void> {
  let done = 0;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const runner = await run({
    preset: {
      worker: {
        connectionString,
        concurrentJobs: CONCURRENCY,
        maxPoolSize: CONCURRENCY,
        pollInterval: 1_000,
        localQueue: { size: LOCAL_QUEUE },
        completeJobBatchDelay: 0,
        logger,
      },
    },
    noHandleSignals: true,
    taskList: {
      nothing: () => {
        done += 1;
        if (done === jobs) end();
      },
    },
  });
  await ended;
  // Returns when the last completions are written.
  await runner.stop();
}
