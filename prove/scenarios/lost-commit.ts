import { isDeepStrictEqual } from "node:util";
import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { STATEMENTS } from "../statements.ts";
import { judge, readPrompts, waitForDelivery } from "../verdict.ts";
import { WaitedTooLong } from "../wait-until.ts";
import { LOST_WRITES, type LostWrite } from "./lost-writes.ts";

const FULL_ROUNDS = 20;
const SHORT_ROUNDS = 1;
const DUE = 20;
const PATIENCE_MS = 60_000;
/** A retry of the API's own takes its time, too. */
const RETRIES = 20;

/** Where the worker's statements lose their answers, each once a round; a lease when others are on their way. */
const WORKER_STATEMENTS = [
  STATEMENTS.lease,
  STATEMENTS.mark,
  STATEMENTS.look,
  STATEMENTS.record,
] as const;

/** Postgres has committed, and the answer is lost: there is still only one effect. */
export const lostCommit: Scenario = {
  name: "lost-commit",
  about: "the answer to a commit is lost, at each write of API, sweep and worker: one effect",
  short: true,
  async run({ openStage, isShort }) {
    const stage = await openStage({ workers: 1 });
    const rounds = isShort ? SHORT_ROUNDS : FULL_ROUNDS;
    const broken: string[] = [];
    let faults = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const write of LOST_WRITES) {
        broken.push(...(await loseAnswer(stage, write, `${write.name}-${round}`)));
        faults += 1;
      }
      const lost = await loseOfDelivery(stage, `due-${round}`);
      broken.push(...lost.broken);
      faults += lost.faults;
    }
    const verdict = await judge(stage);
    if (verdict.unknown > 0)
      broken.push(`${verdict.unknown} prompts are unknown; all can be known`);
    return { ...verdict, broken: [...broken, ...verdict.broken], faults };
  },
};

/** One write whose answer is lost, and its repeats: the same answer, one entry in the timeline. */
async function loseAnswer(stage: Stage, write: LostWrite, orderId: string): Promise<string[]> {
  await stage.shop.putOrder(orderId, { placedAt: new Date() });
  const disarm = armLoss(stage, "api", STATEMENTS.write);
  const request = write.request(orderId);
  const first = await sendUntilAnswered(stage, request, write.mayRepeat);
  const broken: string[] = [];
  if (!disarm()) broken.push(`${write.name}: its commit was never seen on the wire`);
  if (write.mayRepeat) {
    const second = await sendUntilAnswered(stage, request, true);
    if (first.status !== 200 || !isDeepStrictEqual(first, second)) {
      const [was, is] = [first, second].map((answer) => JSON.stringify(answer));
      broken.push(`${write.name}: the repeat was answered ${is}, not ${was}`);
    }
  } else if (first.status !== 503) {
    broken.push(`${write.name}: answered ${first.status}, though nobody could know; not 503`);
  }
  const { rows } = await stage.database.query<{ kind: string }>(
    "select kind from orchestration_events where order_id = $1 and version > 1",
    [orderId],
  );
  if (rows.length !== 1) broken.push(`${write.name}: it is in the timeline ${rows.length} times`);
  return broken;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sends as a client does: again where the answer is that the outcome is unknown, unless it must not. */
async function sendUntilAnswered(
  { shop }: Stage,
  { path, body, key }: ReturnType<LostWrite["request"]>,
  mayRepeat: boolean,
): Promise<Answer> {
  for (let tries = 0; tries < RETRIES; tries += 1) {
    const response = await shop.request("POST", path, body, key);
    const answer: Answer = { status: response.status, body: await response.json() };
    if (response.status < 500 || !mayRepeat) return answer;
  }
  throw new WaitedTooLong(`POST ${path} got no answer in ${RETRIES} tries`);
}

/** A round of due orders: the sweep loses the answer to its commit, the worker one of each statement's. */
async function loseOfDelivery(
  stage: Stage,
  prefix: string,
): Promise<{ broken: string[]; faults: number }> {
  const ids = Array.from({ length: DUE }, (_, nth) => `${prefix}-${nth}`);
  await inParallel(ids, 10, (id) => stage.shop.putOrder(id));
  const losses = new Map([
    ["the sweep's commit", armLoss(stage, "api", STATEMENTS.commit)],
    ...WORKER_STATEMENTS.map(
      (name) =>
        [name, armLoss(stage, "worker-1", name, name === STATEMENTS.lease ? 3 : 1)] as const,
    ),
  ]);
  await stage.shop.sweep();
  await waitForDelivery(stage, PATIENCE_MS);
  const broken = [...losses].flatMap(([name, disarm]) =>
    disarm() ? [] : [`${name}: its answer was never lost`],
  );
  const { rows } = await stage.database.query<{ order_id: string; count: number }>(
    `select order_id, count(*)::integer as count from orchestration_events
     where kind = 'sweep' and order_id like $1 group by order_id`,
    [`${prefix}-%`],
  );
  const times = new Map(rows.map(({ order_id, count }) => [order_id, count]));
  for (const id of ids) {
    if (times.get(id) !== 1) broken.push(`${id} was decided ${times.get(id) ?? 0} times`);
  }
  const prompts = (await readPrompts(stage)).filter(({ order_id }) => times.has(order_id));
  for (const { order_id, state } of prompts) {
    if (state !== "sent") broken.push(`${order_id} is ${state}, not sent`);
  }
  return { broken, faults: losses.size };
}

/** Postgres answers, and the connection breaks before the process sees it. */
function armLoss(stage: Stage, owner: string, name: string, nth = 1): () => boolean {
  return stage.wire.arm({
    owner,
    protocol: "postgres",
    name,
    moment: "answered",
    nth,
    // A lease of nothing has nothing to lose; what fails was not committed.
    when: ({ failed, rows }) => !failed && (name === STATEMENTS.commit || rows().length > 0),
    act: () => "drop",
  });
}
