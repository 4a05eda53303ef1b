import { setTimeout as pause } from "node:timers/promises";
import { type ExpectedBalances, openExpectedBalances } from "../expected-balances.ts";
import type { Random } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import { judge } from "../verdict.ts";

const MEMBERS = 20;
const POINTS = 100;
const CLIENTS = 40;
const FULL = { operations: 20_000, kills: 40 };
const SHORT = { operations: 1_000, kills: 2 };
/** How often the balances are checked during the storm. */
const SAMPLE_MS = 20;
/** Two clients send the same request at the same moment. */
const REPEATED = 0.1;
const PATIENCE_MS = 60_000;
const LATER = "2090-01-01T00:00:00Z";

/** Many clients compete for the points of a few members while the API is killed. */
export const loyaltyStorm: Scenario = {
  name: "loyalty-storm",
  about: `${MEMBERS} members x ${POINTS} points, ${CLIENTS} clients, ${FULL.operations} operations with repeats, kill -9 of the API`,
  short: false,
  async run({ openStage, random, isShort, say }) {
    const { operations, kills } = isShort ? SHORT : FULL;
    const stage = await openStage({ workers: 1 });
    const storm = openStorm(stage, random);
    for (let n = 0; n < MEMBERS; n += 1) await storm.give(`m-${n}`, POINTS);
    const sampler = startSampler(stage);
    let left = operations;
    let isOver = false;
    const clients = Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (left > 0) {
          left -= 1;
          await storm.act();
        }
      }),
    );
    const killing = (async () => {
      for (let killed = 0; killed < kills && !isOver; ) {
        // At moments of the work, not of the clock: however fast it goes, the kills fall within it.
        const at = operations - ((killed + 1) * operations) / (kills + 1);
        while (left > at && !isOver) await pause(random.between(5, 20));
        if (stage.api.kill()) killed += 1;
        await stage.api.ready();
      }
    })();
    await clients;
    isOver = true;
    await killing;
    const sampled = await sampler.stop();
    const verdict = await judge(stage);
    const broken = [...verdict.broken, ...storm.broken, ...storm.expected.contradictions];
    broken.push(...sampled.broken, ...(await compare(stage, storm.expected)));
    const { deadlocks } = await countDeadlocks(stage);
    if (storm.counts.done < operations / 4) broken.push("hardly anything could be done");
    say(
      `${storm.counts.done} done, ${storm.counts.refused} refused, ${storm.counts.again} repeated, ` +
        `${sampled.samples} samples, ${deadlocks} deadlocks inside the database`,
    );
    return { ...verdict, broken, faults: stage.api.lives.length - 1 };
  },
};

/** What a request came to after it was repeated until there was an answer. */
interface Answer {
  readonly ok: boolean;
  readonly code: string;
}

function openStorm(stage: Stage, random: Random) {
  const expected = openExpectedBalances();
  const broken: string[] = [];
  const counts = { done: 0, refused: 0, again: 0 };
  let requests = 0;

  async function insist(method: string, path: string, body: object, key: string): Promise<Answer> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await once(method, path, body, key);
      if (answer !== null) return answer;
      counts.again += 1;
      if (performance.now() > deadline) throw new Error(`${method} ${path} got no answer`);
      await pause(250);
    }
  }

  /** @returns `null` when the outcome is unknown: the API was killed, or is starting */
  async function once(method: string, path: string, body: object, key: string) {
    let response: Response;
    let text: string;
    try {
      response = await stage.shop.request(method, path, body, key);
      text = await response.text();
    } catch {
      return null;
    }
    if (response.ok) return { ok: true, code: "" };
    const { code } = JSON.parse(text) as { code: string };
    if (response.status === 503) return null;
    if (response.status >= 500) broken.push(`${method} ${path}: ${response.status} ${text}`);
    return { ok: false, code };
  }

  /** Now and then twice at the same moment: it is done once, and both get that answer. */
  async function submit(
    method: string,
    path: string,
    body: object,
  ): Promise<Answer & { key: string }> {
    requests += 1;
    const key = `storm-${requests}`;
    const both = [insist(method, path, body, key)];
    if (random.next() < REPEATED) both.push(insist(method, path, body, key));
    const [first, second] = await Promise.all(both);
    if (first === undefined) throw new Error("It was sent once at least");
    const answer = first.ok ? first : (second ?? first);
    const other = first.ok ? second : first;
    // Nothing is recorded of too few points: when others give some back in between, one of the two gets them.
    const isContradicted =
      other !== undefined && other.ok !== answer.ok && other.code !== "insufficient_points";
    if (isContradicted) broken.push(`${method} ${path} was answered yes and ${other.code}`);
    if (answer.ok) counts.done += 1;
    else counts.refused += 1;
    return { ...answer, key };
  }

  async function give(member: string, points: number): Promise<void> {
    const reference = `given-${requests}`;
    const body = { reference, points };
    const { ok } = await submit("POST", `/loyalty/accounts/${member}/credits`, body);
    if (ok) expected.earned(member, points);
  }

  async function hold(member: string): Promise<void> {
    const points = random.between(1, 60);
    const id = `hold-${requests}-${member}`;
    const body = { memberId: member, points, expiresAt: LATER };
    const { ok } = await submit("PUT", `/loyalty/holds/${id}`, body);
    if (ok) expected.held(member, id, points);
  }

  async function resolve(member: string, isCapture: boolean): Promise<void> {
    const active = expected.activeOf(member);
    if (active.length === 0) return hold(member);
    const id = random.pick(active);
    const points = random.between(1, 10);
    const path = `/loyalty/holds/${id}/${isCapture ? "capture" : "release"}`;
    const { ok, key } = await submit("POST", path, isCapture ? { points } : {});
    if (ok) expected.resolved(id, key, isCapture ? points : 0);
  }

  /** One order until it is completed or cancelled, by one client. */
  async function order(member: string): Promise<void> {
    const id = `order-${requests}-${member}`;
    const points = random.between(1, 30);
    const placed = await submit("PUT", `/orders/${id}`, {
      orderNumber: id,
      memberId: member,
      total: { amount: 4200, currency: "EUR" },
      items: [],
      redeemPoints: points,
    });
    if (!placed.ok) return;
    expected.held(member, `order.${id}`, points);
    const isCancelled = random.next() < 0.4;
    for (const stage of isCancelled ? ["payment"] : ["payment", "verification", "fulfillment"]) {
      const path = `/checkout/orchestrations/${id}/events`;
      const answer = await submit("POST", path, { stage, status: "completed" });
      // Another client has given the hold back or taken it since: the order waits for its points.
      if (!answer.ok) broken.push(`${path} ${stage}: ${answer.code}`);
      if (answer.ok && stage === "fulfillment") await readOutcome(id, answer.key);
    }
    if (!isCancelled) return;
    const answer = await submit("POST", `/checkout/orchestrations/${id}/cancel`, {});
    if (answer.ok) await readOutcome(id, answer.key);
  }

  /** Reads what became of a closed order's hold, and counts it as done by the order's own request. */
  async function readOutcome(id: string, key: string): Promise<void> {
    const hold = `order.${id}`;
    const { rows } = await stage.database.query<{ captured: number; key: string | null }>(
      `select captured::integer, resolved_by as key from loyalty_resolutions where hold_id = $1`,
      [hold],
    );
    const [resolution] = rows;
    if (resolution !== undefined && resolution.key === null)
      expected.resolved(hold, key, resolution.captured);
  }

  async function act(): Promise<void> {
    const member = `m-${random.between(0, MEMBERS - 1)}`;
    const what = random.next();
    if (what < 0.35) await hold(member);
    else if (what < 0.55) await resolve(member, true);
    else if (what < 0.7) await resolve(member, false);
    else if (what < 0.78) await give(member, random.between(1, 20));
    else if (what < 0.86) {
      const [id] = expected.activeOf(member);
      if (id !== undefined)
        await submit("POST", `/loyalty/holds/${id}/extend`, { expiresAt: "2091-01-01T00:00:00Z" });
    } else await order(member);
  }

  return { expected, broken, counts, give, act };
}

/** Looks all the time, and remembers the first balance that is negative or is not what was moved. */
function startSampler({ database }: Stage) {
  let isOver = false;
  const broken: string[] = [];
  let samples = 0;
  const running = (async () => {
    while (!isOver) {
      const { rows } = await database.query<{ member_id: string }>(
        `select member_id from loyalty_accounts a
        where posted < pending or pending < 0 or transfers <> (
          select count(*) from loyalty_transfers t where t.member_id = a.member_id)
        or pending <> (select coalesce(sum(points), 0) from loyalty_holds h
          where h.member_id = a.member_id and h.state = 'active')`,
      );
      samples += 1;
      for (const { member_id } of rows) broken.push(`${member_id} was out of balance at a moment`);
      await pause(SAMPLE_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      return { broken: [...new Set(broken)], samples };
    },
  };
}

async function compare({ database }: Stage, expected: ExpectedBalances): Promise<string[]> {
  const { rows } = await database.query<{ member_id: string; posted: string; pending: string }>(
    "select member_id, posted, pending from loyalty_accounts",
  );
  const stored = new Map(rows.map((row) => [row.member_id, `${row.posted} ${row.pending}`]));
  return [...expected.balances()].flatMap(([member, { posted, pending }]) =>
    stored.get(member) === `${posted} ${pending}`
      ? []
      : [`${member} has ${stored.get(member)}, and by the answers to clients ${posted} ${pending}`],
  );
}

async function countDeadlocks({ database }: Stage): Promise<{ deadlocks: number }> {
  const { rows } = await database.query<{ deadlocks: number }>(
    "select deadlocks::integer from pg_stat_database where datname = current_database()",
  );
  return rows[0] ?? { deadlocks: 0 };
}
