import { z } from "zod";
import { type Child, callChild, startChild } from "../children/call-child.ts";
import { createFilledDatabase } from "../database/fill.ts";
import { readNumber } from "../database/query.ts";
import { startPart } from "../product/part.ts";
import { sweep } from "../product/sweep.ts";
import { type Context, eachRound, requireBalance, type Work } from "../work.ts";

const PEER = "nodemailer's pool, 10 connections";
const UNIT = "mails/s";
const OVERDUE = "timestamptz '2026-01-01Z' + n * interval '1 ms'";

// As the worker delivers: so many connections, each for so many mails.
const CONNECTIONS = 10;
const MAILS_PER_CONNECTION = 100;

const LOOK_MS = 500;
const PATIENCE_MS = 15 * 60_000;

const Taken = z.object({
  port: z.number(),
  count: z.number(),
  bytes: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
  sample: z.string(),
});
type Taken = z.infer<typeof Taken>;

/** How fast decided prompts leave. */
export const delivery: Work = {
  name: "delivery",
  about: "decided prompts to a local mail server that takes everything, against bare nodemailer",
  limit: ">= 0.8x",
  isInSmoke: true,
  rows: () => [
    {
      what: "delivery to a local SMTP sink",
      ours: "followthrough, 10 connections",
      peer: PEER,
      limit: { kind: "ratio", atLeast: 0.8 },
    },
    { what: "size of its mails", ours: "size" },
  ],
  async run(context) {
    const { cluster, sizes, record } = context;
    const filled = await createFilledDatabase(context, { orders: sizes.mails, dueAt: OVERDUE });
    const { prompted } = await sweep(context, filled);
    requireBalance(`${prompted} of ${sizes.mails} prompted`, prompted === sizes.mails);
    const sink = startChild("smtp-sink");
    await eachRound(context, async () => {
      const url = await cluster.createDatabase(filled);
      const ours = await deliver(context, sink, url);
      record("followthrough, 10 connections", UNIT, rateOf(ours));
      record("size", "bytes", Math.round(ours.bytes / ours.count));
      record(PEER, UNIT, rateOf(await sendBare(sizes.mails, sink, ours)));
      await cluster.dropDatabase(url);
    });
    await sink.stop();
    await cluster.dropDatabase(filled);
  },
};

/** From the first mail that arrived to the last, on both sides, so that no process's start counts. */
function rateOf({ count, firstAt, lastAt }: Taken): number {
  return (count - 1) / ((lastAt - firstAt) / 1000);
}

async function deliver(context: Context, sink: Child, databaseUrl: string): Promise<Taken> {
  const { mails } = context.sizes;
  const { port } = await sink.request({ request: "forget" }, Taken);
  await context.cluster.checkpoint();
  const worker = await startPart(context, "worker", { databaseUrl, smtpPort: port });
  await waitForMarks(databaseUrl, mails);
  await worker.stop();
  const taken = await sink.request({ request: "taken" }, Taken);
  requireBalance(`${taken.count} of ${mails} mails taken`, taken.count === mails);
  return taken;
}

/** Until every prompt is marked sent, or one can't be. */
async function waitForMarks(databaseUrl: string, mails: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const sent = await countIn(databaseUrl, "sent");
    if (sent === mails) return;
    const lost = (await countIn(databaseUrl, "unknown")) + (await countIn(databaseUrl, "dead"));
    requireBalance(`${lost} prompts were not sent`, lost === 0);
    if (performance.now() > deadline) throw new Error(`Only ${sent} of ${mails} were sent`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function countIn(databaseUrl: string, state: string): Promise<number> {
  return readNumber(databaseUrl, "select count(*) as value from prompts where state = $1", [state]);
}

async function sendBare(mails: number, sink: Child, { sample }: Taken): Promise<Taken> {
  const { port } = await sink.request({ request: "forget" }, Taken);
  const limits = { connections: CONNECTIONS, mailsPerConnection: MAILS_PER_CONNECTION };
  const question = { port, mails, sample, ...limits };
  const { sent } = await callChild("nodemailer", question, z.object({ sent: z.number() }));
  const taken = await sink.request({ request: "taken" }, Taken);
  requireBalance(`${sent} sent, ${taken.count} taken`, sent === mails && taken.count === mails);
  return taken;
}
