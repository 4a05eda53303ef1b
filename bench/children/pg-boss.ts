import pg from "pg";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { answerParent } from "./answer-parent.ts";
import { Jobs } from "./jobs.ts";

const QUEUE = "nothing";

// Found best on two cores: large batches, and a second fetch while one completes.
const BATCH = 1_000;
const FETCHERS = 2;

answerParent(Jobs, async ({ databaseUrl, jobs }) => {
  const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue(QUEUE);
  const startedAt = performance.now();
  for (let at = 0; at < jobs; at += BATCH) {
    const size = Math.min(BATCH, jobs - at);
    await boss.insert(
      QUEUE,
      Array.from({ length: size }, (_, n) => ({ data: { orderId: `o-${at + n}` } })),
    );
  }
  const insertedAt = performance.now();
  await analyze(databaseUrl);
  const analyzedAt = performance.now();
  await Promise.all(Array.from({ length: FETCHERS }, () => work(boss)));
  const finishedAt = performance.now();
  const left = await countLeft(databaseUrl);
  await boss.stop();
  return { seconds: (insertedAt - startedAt + finishedAt - analyzedAt) / 1000, left };
});

/** Fetches and completes until nothing is left. */
async function work(boss: PgBoss): Promise<void> {
  for (;;) {
    const jobs = await boss.fetch(QUEUE, { batchSize: BATCH });
    if (jobs.length === 0) return;
    await boss.complete(
      QUEUE,
      jobs.map(({ id }) => id),
    );
  }
}

async function analyze(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query("vacuum (analyze)");
  await client.end();
}

async function countLeft(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(
    "select count(*)::integer as left from pgboss.job where state <> 'completed' and name = $1",
    [QUEUE],
  );
  await client.end();
  return z.object({ left: z.number() }).parse(rows[0]).left;
}
