import type pg from "pg";
import type { Scenario } from "../scenario.ts";
import { inParallel } from "../shop.ts";
import type { Stage } from "../stage.ts";
import { judge, type PromptRow, readPrompts, waitForDelivery } from "../verdict.ts";
import { LAST_VERSION, POISON_KINDS, type PoisonKind } from "./poison-kinds.ts";

const FULL_HUNDREDS = 21;
const PATIENCE_MS = 60_000;
/** The product's own limit. */
const MOST_ATTEMPTS = 8;

/** Bad rows among good ones: the good ones don't notice, and the bad ones reach a state that an operator sees. */
export const poison: Scenario = {
  name: "poison",
  about: `${POISON_KINDS.length} kinds of bad rows, one of each in a hundred orders; repaired, they continue`,
  short: true,
  async run({ openStage, random, isShort }) {
    const stage = await openStage({ workers: 1 });
    const { shop, sink } = stage;
    const bad = new Map<string, PoisonKind>();
    const ids: string[] = [];
    for (let hundred = 0; hundred < (isShort ? 1 : FULL_HUNDREDS); hundred += 1) {
      const some = Array.from({ length: 100 }, (_, nth) => `poison-${hundred}-${nth}`);
      const victims = random.sample(some, POISON_KINDS.length);
      POISON_KINDS.forEach((kind, nth) => {
        bad.set(victims[nth] ?? "", kind);
      });
      ids.push(...some);
    }
    await inParallel(ids, 10, (id) =>
      shop.putOrder(id, { email: `${id}@${nameOf(bad, id)}.test` }),
    );
    sink.behaviors.set("refused-address.test", {
      at: "rcpt",
      fault: { reply: "550 5.1.1 Nobody here" },
    });
    await keepRows(stage);
    await spoil(stage, bad, "before the sweep");
    // Nothing is on its way yet; it only must not begin before the rest has gone bad.
    for (const worker of stage.workers) worker.pause();
    await shop.sweep();
    await spoil(stage, bad, "before delivery");
    for (const worker of stage.workers) worker.resume();
    await waitForDelivery(stage, PATIENCE_MS);
    const broken = compareStates(await readPrompts(stage), ids, bad);
    broken.push(...(await compareCounts(stage, ids, bad)));
    await repair(stage, [...bad.keys()]);
    await shop.sweep();
    await waitForDelivery(stage, PATIENCE_MS);
    const verdict = await judge(stage, {
      isExpectedState: ({ order_id, state }) => bad.get(order_id)?.state === state,
    });
    if (verdict.prompts !== ids.length) {
      broken.push(`once repaired, ${verdict.prompts} of ${ids.length} orders have their prompt`);
    }
    return { ...verdict, broken: [...broken, ...verdict.broken], faults: bad.size };
  },
};

function nameOf(bad: ReadonlyMap<string, PoisonKind>, orderId: string): string {
  return bad.get(orderId)?.name ?? "healthy";
}

function compareStates(
  prompts: readonly PromptRow[],
  ids: readonly string[],
  bad: ReadonlyMap<string, PoisonKind>,
): string[] {
  const found = new Map(prompts.map((prompt) => [prompt.order_id, prompt]));
  return ids.flatMap((orderId) => {
    const prompt = found.get(orderId);
    const specified = bad.get(orderId)?.state ?? "sent";
    const state = prompt?.state ?? "undecided";
    const attempts = prompt?.attempts ?? 0;
    if (state === specified && attempts <= MOST_ATTEMPTS) return [];
    const error = prompt?.last_error ?? "no error";
    return [
      `${nameOf(bad, orderId)}: ${state} after ${attempts} attempts, not ${specified}: ${error}`,
    ];
  });
}

async function compareCounts(
  { database }: Stage,
  ids: readonly string[],
  bad: ReadonlyMap<string, PoisonKind>,
): Promise<string[]> {
  const { rows } = await database.query<{ processed: number; failed: number }>(
    "select processed, failed from sweeps",
  );
  const failed = [...bad.values()].filter(({ state }) => state === "undecided").length;
  const [sweep] = rows;
  if (sweep?.failed === failed && sweep.processed === ids.length - failed) return [];
  return [
    `the sweep processed ${sweep?.processed} and failed ${sweep?.failed} of ${ids.length} with ${failed} undecidable`,
  ];
}

async function spoil(
  stage: Stage,
  bad: ReadonlyMap<string, PoisonKind>,
  when: PoisonKind["when"],
): Promise<void> {
  for (const [orderId, kind] of bad) {
    if (kind.when !== when) continue;
    await unguarded(stage, async (client) => {
      for (const statement of kind.statements) await client.query(statement, [orderId]);
    });
  }
}

/** Keeps the rows as they are now, to repair them from. */
async function keepRows({ database }: Stage): Promise<void> {
  for (const table of ["orders", "orchestrations", "members"]) {
    await database.query(`create table kept_${table} as table ${table}`);
  }
}

/** Restores the rows, as an operator who finds them would; the writes of the sweep stay. */
async function repair(stage: Stage, orderIds: readonly string[]): Promise<void> {
  await unguarded(stage, async (client) => {
    await client.query(
      `insert into orders select * from kept_orders where order_id = any ($1)
       on conflict (order_id) do update set items = excluded.items`,
      [orderIds],
    );
    await client.query(
      `update orchestrations o set registers = k.registers, started_at = k.started_at,
         version = case when o.version = ${LAST_VERSION} then k.version else o.version end
       from kept_orchestrations k where k.order_id = o.order_id and o.order_id = any ($1)`,
      [orderIds],
    );
    await client.query(
      `update members m set locale = k.locale, time_zone = k.time_zone
       from kept_members k where k.member_id = m.member_id`,
    );
  });
}

/** In one transaction that no foreign key looks at, as in a restore that went wrong. */
async function unguarded(
  { database }: Stage,
  work: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  const client = await database.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    await work(client);
    await client.query("commit");
  } finally {
    client.release();
  }
}
