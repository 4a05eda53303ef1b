import type { EventOutcome, PostEvent } from "@followthrough/core/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { recordEvent } from "../../src/intake/record-event.ts";
import { COMMIT_LIMITS, createCommitBatcher } from "../../src/lifecycle/commit/commit-batcher.ts";
import { commitEvent } from "../../src/lifecycle/commit/commit-event.ts";
import type { Committed, RequestOptions } from "../../src/platform/change.ts";
import { createChangeNotifier } from "../../src/platform/change-notifier.ts";
import { openPool } from "../../src/platform/postgres/database.ts";
import type { Refusal } from "../../src/platform/result.ts";
import { isUnavailable } from "../../src/platform/unavailable.ts";
import type { AppContext } from "../../src/product/app-context.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openBreakingProxy } from "../support/breaking-proxy.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => shop.close());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

const WAITING = { stage: "payment", status: "waiting" } as const;
const PAID = { stage: "payment", status: "completed" } as const;
const KEY = { idempotencyKey: "key-1", expectedVersion: undefined };
const NO_KEY = { idempotencyKey: undefined, expectedVersion: undefined };
const fact = (id: string) => ({ ...WAITING, source: "acme-pay", sourceEventId: id });

// Reads pass and writes wait: groups under way have read their orders and can't commit.
const HOLD_WRITES = "lock table idempotency_keys in exclusive mode";

type Answered = Committed<EventOutcome> | Refusal;

/** A batcher of its own, as in another process. It runs one group at a time, so that a test knows the groups. */
function openBatcher(
  limits: Partial<typeof COMMIT_LIMITS> = {},
  context: AppContext = shop.context,
) {
  const commits = createCommitBatcher(context, { ...COMMIT_LIMITS, groups: 1, ...limits });
  const own: AppContext = { ...context, commits };
  return {
    commits,
    send: (orderId: string, body: PostEvent, options: RequestOptions = NO_KEY) =>
      recordEvent(own, orderId, body, options),
  };
}

async function putOrders(...orderIds: readonly string[]): Promise<void> {
  await Promise.all(orderIds.map((orderId) => shop.api.putOrder(orderId)));
}

/** Collects the names of the prepared statements that run from now on. */
function watchStatements(): () => (string | undefined)[] {
  const query = vi.spyOn(shop.context.pool, "query");
  return () =>
    query.mock.calls.flatMap(([config]) => {
      const { name } = config as unknown as { name?: string };
      return name === "notify" ? [] : [name];
    });
}

const versionOf = (result: Answered) => (result.ok ? result.answer.version : result.code);
const versionsIn = async (orderIds: readonly string[]) =>
  Promise.all(orderIds.map(async (orderId) => (await shop.api.read(orderId)).version));

describe("nothing waits", () => {
  test("when nothing is under way: the first event starts at once, alone", async () => {
    await putOrders("idle");
    const batcher = openBatcher();
    const statements = watchStatements();

    const answer = batcher.send("idle", WAITING);
    expect(statements()).toEqual(["read_for_transitions"]);

    expect(versionOf(await answer)).toBe(2);
    expect(statements()).toEqual(["read_for_transitions", "write_transitions"]);
  });

  test("longer than the group under way; events that arrive in the meantime are one read and one write", async () => {
    const others = upTo(20).map((at) => `together-${at}`);
    await putOrders("ahead", ...others);
    const batcher = openBatcher();
    const statements = watchStatements();

    const answers = await Promise.all(
      ["ahead", ...others].map((orderId) => batcher.send(orderId, WAITING)),
    );

    expect(answers.map(versionOf)).toEqual(upTo(21).map(() => 2));
    expect(statements()).toEqual(
      upTo(2).flatMap(() => ["read_for_transitions", "write_transitions"]),
    );
  });

  test("for a locked order, except the event of that order", async () => {
    const free = upTo(5).map((at) => `free-${at}`);
    await putOrders("held", ...free);
    const batcher = openBatcher();
    let isAnswered = false;

    const { held } = await holdRows(
      shop,
      "select from orchestrations where order_id = 'held' for update",
      async () => {
        const held = batcher.send("held", WAITING).then((result) => {
          isAnswered = true;
          return result;
        });
        const answers = await Promise.all(free.map((orderId) => batcher.send(orderId, WAITING)));
        expect(answers.map(versionOf)).toEqual(free.map(() => 2));
        await untilWaiting(shop);
        expect(isAnswered).toBe(false);
        return { held };
      },
    );

    expect(versionOf(await held)).toBe(2);
  });
});

describe("of a group", () => {
  test("nobody is answered before it is committed", async () => {
    const orderIds = upTo(4).map((at) => `committed-${at}`);
    await putOrders(...orderIds);
    const batcher = openBatcher();
    let answered = 0;

    const { answers } = await holdRows(shop, HOLD_WRITES, async () => {
      const answers = orderIds.map((orderId) =>
        batcher.send(orderId, WAITING).finally(() => {
          answered += 1;
        }),
      );
      await untilWaiting(shop);
      expect(answered).toBe(0);
      return { answers };
    });

    expect((await Promise.all(answers)).map(versionOf)).toEqual([2, 2, 2, 2]);
    expect(await versionsIn(orderIds)).toEqual([2, 2, 2, 2]);
  });

  test("each event has its own answer: a refusal affects no other, and a repeat gets the first answer", async () => {
    await putOrders("first", "fine", "paid", "moved-on", "cancelled", "repeated");
    await shop.api.postEvent("paid", PAID);
    await shop.api.post("/checkout/orchestrations/cancelled/cancel", {});
    const batcher = openBatcher();
    const onFirst = { ...KEY, expectedVersion: 1 };
    const stored = await batcher.send("repeated", WAITING, onFirst);

    const answers = await Promise.all([
      batcher.send("first", WAITING),
      batcher.send("fine", WAITING),
      batcher.send("paid", PAID),
      batcher.send("nobody-knows", WAITING),
      batcher.send("moved-on", WAITING, { ...NO_KEY, expectedVersion: 7 }),
      batcher.send("cancelled", WAITING),
      batcher.send("cancelled", fact("late")),
      batcher.send("repeated", WAITING, onFirst),
      batcher.send("repeated", PAID, KEY),
    ]);

    expect(answers.map(versionOf)).toEqual([
      2,
      2,
      "stage_already_completed",
      "order_unknown",
      "precondition_failed",
      "orchestration_closed",
      3,
      2,
      "idempotency_key_reused",
    ]);
    expect(answers[7]).toEqual({ ...stored, replayed: true });
    expect(await versionsIn(["paid", "moved-on", "repeated"])).toEqual([2, 1, 2]);
  });

  test("an event that Postgres refuses, and one that can't be answered, fail alone", async () => {
    const fine = upTo(5).map((at) => `fine-${at}`);
    await putOrders("opens", "poisoned", "unanswerable", ...fine);
    await shop.tamper(
      "alter table orchestration_events add constraint no_poison check (note is distinct from 'poison')",
    );
    const batcher = openBatcher();

    const answers = await Promise.allSettled([
      batcher.send("opens", WAITING),
      batcher.send("poisoned", { ...WAITING, note: "poison" }, KEY),
      batcher.commits.commit(
        "unanswerable",
        { kind: "cancelled", note: null, actor: "api" },
        {
          ...NO_KEY,
          requestHash: "",
          answerOf: () => {
            throw new Error("no answer");
          },
        },
      ),
      ...fine.map((orderId) => batcher.send(orderId, WAITING)),
    ]);

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual(["fulfilled", "rejected", "rejected", ...fine.map(() => "fulfilled")]);
    expect(answers[1]).toMatchObject({ reason: { constraint: "no_poison" } });
    expect(answers[2]).toMatchObject({ reason: { message: "no answer" } });
    expect(await versionsIn(["poisoned", "unanswerable"])).toEqual([1, 1]);
    expect(await versionsIn(fine)).toEqual(fine.map(() => 2));
  });
});

describe("events of one order", () => {
  test("keep their order of arrival, with others of the same order in between", async () => {
    await putOrders("lined-up");
    const here = openBatcher({ groups: 2 });
    const there = openBatcher({ groups: 2 });
    const note = (by: string, at: number) => ({ ...WAITING, note: `${by} ${at}` });

    const answers = await Promise.all(
      upTo(40).flatMap((at) => [
        here.send("lined-up", note("here", at)),
        there.send("lined-up", note("there", at)),
      ]),
    );

    const versions = answers.map(versionOf);
    for (const side of [0, 1]) {
      const own = versions.filter((_, at) => at % 2 === side).map(Number);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
    expect(versions.map(Number).sort((a, b) => a - b)).toEqual(upTo(80).map((at) => at + 2));
  });

  test("from two processes never deadlock", async () => {
    const orderIds = upTo(60).map((at) => `crossing-${at}`);
    await putOrders(...orderIds);
    const here = openBatcher({ groupSize: 30 });
    const there = openBatcher({ groupSize: 30 });
    const query = vi.spyOn(shop.context.pool, "query");

    const answers = await Promise.all(
      upTo(5).flatMap(() => [
        ...orderIds.map((orderId) => here.send(orderId, WAITING)),
        ...orderIds.toReversed().map((orderId) => there.send(orderId, WAITING)),
      ]),
    );

    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(await versionsIn(orderIds)).toEqual(orderIds.map(() => 11));
    const statements = await Promise.allSettled(query.mock.results.map(({ value }) => value));
    expect(statements.filter(({ status }) => status === "rejected")).toEqual([]);
  });
});

describe("a group whose commit fails", () => {
  const MEMBERS = ["keyed", "reported", "keyless"];

  test("because its connection is cut first: events that would be recognized are committed again alone", async () => {
    const orderIds = MEMBERS.map((name) => `cut-${name}`);
    await putOrders("cut-ahead", ...orderIds);
    const batcher = openBatcher();
    await batcher.send("cut-ahead", WAITING, KEY);

    const { again } = await holdRows(shop, HOLD_WRITES, async () => {
      // A repeat writes nothing: the group behind it is the first one that waits.
      const ahead = batcher.send("cut-ahead", WAITING, KEY);
      const [keyed, reported, keyless] = sendEach(batcher, orderIds);
      const again = Promise.all([ahead, keyed, reported]);
      await untilWaiting(shop);
      // Awaited from before the cut: the refusal may arrive before the answer to the cut.
      const refused = expect(keyless).rejects.toSatisfy(isUnavailable);
      await cutWriters();
      await refused;
      await untilWaiting(shop, 2);
      return { again };
    });

    expect((await again).map((result) => result?.ok && result.replayed)).toEqual([
      true,
      false,
      false,
    ]);
    expect(await versionsIn(orderIds)).toEqual([2, 2, 1]);
  });

  test("because its answer was lost: nothing is applied twice, and unrecognizable events get the error", async () => {
    const orderIds = MEMBERS.map((name) => `lost-${name}`);
    await putOrders("lost-ahead", "lost-plain", ...orderIds);
    const proxy = await openBreakingProxy(shop.connectionString);
    const pool = openPool(proxy.connectionString);
    const changes = createChangeNotifier(pool, shop.context.log);
    const context: AppContext = { ...shop.context, pool, changes };
    const batcher = openBatcher({}, context);
    try {
      const ahead = batcher.send("lost-ahead", WAITING);
      const answers = Promise.allSettled(sendEach(batcher, orderIds));
      await ahead;
      proxy.breakAfter("write_transitions");
      const [keyed, reported, keyless] = await answers;

      const replayed = { ok: true, replayed: true, answer: { version: 2, disposition: "applied" } };
      expect(keyed).toMatchObject({ value: replayed });
      expect(reported).toMatchObject({ value: replayed });
      expect(keyless?.status === "rejected" && isUnavailable(keyless.reason)).toBe(true);
      expect(await versionsIn(orderIds)).toEqual([2, 2, 2]);

      proxy.breakAfter("write_transitions");
      const plain = commitEvent(context, "lost-plain", CANCELLED, PLAIN_OPTIONS);
      await expect(plain).rejects.toSatisfy(isUnavailable);
      expect(await versionsIn(["lost-plain"])).toEqual([2]);
    } finally {
      await batcher.commits.drain();
      await changes.flush();
      await pool.end();
      await proxy.close();
    }
  });

  const CANCELLED = { kind: "cancelled", note: null, actor: "api" } as const;
  const PLAIN_OPTIONS = { ...NO_KEY, requestHash: "", answerOf: () => null };

  function sendEach({ send }: ReturnType<typeof openBatcher>, orderIds: readonly string[]) {
    const [keyed = "", reported = "", keyless = ""] = orderIds;
    return [send(keyed, WAITING, KEY), send(reported, fact("evt_1")), send(keyless, WAITING)];
  }

  async function cutWriters(): Promise<void> {
    await shop.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
      where wait_event_type = 'Lock' and datname = current_database()`,
    );
  }
});

describe("a batcher that is full", () => {
  test("answers 503 with Retry-After, records nothing, and accepts more after it has written", async () => {
    const orderIds = upTo(4).map((at) => `crowd-${at}`);
    await putOrders(...orderIds);
    const small = openBatcher({ length: 3 });
    vi.spyOn(shop.context.commits, "commit").mockImplementation(small.commits.commit);
    const send = (orderId: string) => shop.api.postEvent(orderId, WAITING);

    const { taken } = await holdRows(shop, HOLD_WRITES, async () => {
      const taken = Promise.all(orderIds.slice(0, 3).map(send));
      await untilWaiting(shop);
      const refused = await send("crowd-3");
      expect([refused.status, codeOf(refused)]).toEqual([503, "overloaded"]);
      expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
      return { taken };
    });

    expect((await taken).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await versionsIn(["crowd-3"])).toEqual([1]);
    expect((await send("crowd-3")).status).toBe(200);
  });
});

test("a batcher is drained when every event that it was given is answered", async () => {
  const orderIds = upTo(9).map((at) => `drained-${at}`);
  await putOrders(...orderIds);
  const batcher = openBatcher({ groupSize: 2 });
  let answered = 0;
  for (const orderId of [...orderIds, ...orderIds]) {
    void batcher.send(orderId, WAITING).then(() => {
      answered += 1;
    });
  }

  await batcher.commits.drain();

  expect(await versionsIn(orderIds)).toEqual(orderIds.map(() => 3));
  expect(answered).toBe(18);
});
