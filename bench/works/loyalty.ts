import { createFilledDatabase, NOT_DUE } from "../database/fill.ts";
import { settleDatabase, withClient } from "../database/query.ts";
import { startApi } from "../product/under-load.ts";
import { type Context, eachRound, requireBalance, type Work } from "../work.ts";

const CONNECTIONS = 128;
const MEMBERS = 20_000;
/** More than a run can spend. */
const POINTS = 1_000_000_000;

const PAIRS = "pairs, different members";
const HOT = "pairs, one member";
const TRANSITIONS = "transitions";

/** Points at a storefront's worst hour. */
export const loyalty: Work = {
  name: "loyalty",
  about: "hold and capture over HTTP, 128 connections, against transitions on the same machine",
  limit: ">= 0.5x of the transitions",
  isInSmoke: true,
  rows: () => [
    {
      what: "hold + capture pairs, each of another member",
      ours: PAIRS,
      peer: TRANSITIONS,
      limit: { kind: "ratio", atLeast: 0.5 },
    },
    { what: "hold + capture pairs, all of one member", ours: HOT, peer: TRANSITIONS },
  ],
  async run(context) {
    const { cluster, sizes } = context;
    const filled = await createFilledDatabase(context, { orders: sizes.orders, dueAt: NOT_DUE });
    await giveToEach(filled);
    await eachRound(context, async () => {
      await measureTransitions(context, filled);
      await measurePairs(context, filled, MEMBERS, PAIRS);
      await measurePairs(context, filled, 1, HOT);
    });
    await cluster.dropDatabase(filled);
  },
};

/** Holds that a load leaves open, as `hold-and-capture.lua` has it. */
const OPEN = 2_048;

function pairsOf(answered: number): number {
  return Math.max(0, answered - OPEN) / 2;
}

/** As the product would have written it, one credit each. */
async function giveToEach(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `insert into loyalty_accounts (member_id, version, transfers, posted, pending)
      select 'm-' || n, 1, 1, $2::bigint, 0 from generate_series(1, $1::integer) n`,
      [MEMBERS, POINTS],
    );
    await client.query(
      `insert into loyalty_credits (member_id, reference, points, remaining)
      select 'm-' || n, 'bench', $2::bigint, 0 from generate_series(1, $1::integer) n`,
      [MEMBERS, POINTS],
    );
    await client.query(
      `insert into loyalty_transfers (member_id, number, kind, debit, credit, points, reference, at)
      select 'm-' || n, 1, 'earned', 'issued', 'available', $2::bigint, 'bench', now()
      from generate_series(1, $1::integer) n`,
      [MEMBERS, POINTS],
    );
  });
  await settleDatabase(url);
}

async function measureTransitions(context: Context, filled: string): Promise<void> {
  const { cluster, sizes, record } = context;
  const url = await cluster.createDatabase(filled);
  const load = { what: "post-event", connections: CONNECTIONS, orders: sizes.orders } as const;
  const api = await startApi(context, url);
  await api.load({ ...load, seconds: sizes.warmSeconds });
  await cluster.checkpoint();
  const { answered, seconds } = await api.load({ ...load, seconds: sizes.loadSeconds });
  await api.stop();
  record(TRANSITIONS, "a second", answered / seconds);
  await cluster.dropDatabase(url);
}

async function measurePairs(
  context: Context,
  filled: string,
  members: number,
  series: string,
): Promise<void> {
  const { cluster, sizes, record } = context;
  const url = await cluster.createDatabase(filled);
  const load = { what: "hold-and-capture", connections: CONNECTIONS, orders: members } as const;
  const api = await startApi(context, url);
  const warm = await api.load({ ...load, seconds: sizes.warmSeconds });
  await cluster.checkpoint();
  const { answered, seconds } = await api.load({ ...load, seconds: sizes.loadSeconds });
  await api.stop();
  const { captured, broken } = await readLedger(url);
  const measured = pairsOf(answered);
  const pairs = pairsOf(warm.answered) + measured;
  requireBalance(
    `${pairs} pairs were answered, ${captured} holds captured`,
    Math.abs(captured - pairs) <= 4 * CONNECTIONS,
  );
  requireBalance(`${broken} balances are not what was moved`, broken === 0);
  record(series, "a second", measured / seconds);
  await cluster.dropDatabase(url);
}

function readLedger(url: string): Promise<{ captured: number; broken: number }> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ captured: number; broken: number }>(
      `select (select count(*) from loyalty_resolutions where kind = 'captured')::integer as captured,
        (select count(*) from loyalty_accounts a join (
          select member_id, count(*) as transfers,
            sum(case kind when 'earned' then points when 'captured' then -points else 0 end) as posted
          from loyalty_transfers group by member_id) t using (member_id)
        where (a.posted, a.transfers) <> (t.posted, t.transfers))::integer as broken`,
    );
    if (rows[0] === undefined) throw new Error("A count gives a row");
    return rows[0];
  });
}
