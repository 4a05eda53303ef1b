import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DeliveryRun, deliverPrompts } from "../../src/delivery/deliver-prompts.ts";
import { leaseMessages } from "../../src/delivery/sql/lease-messages.ts";
import type { MailTransport, OutgoingMail, SendOutcome } from "../../src/mail/transport.ts";
import { createCircuitBreaker } from "../../src/platform/flow/circuit-breaker.ts";
import type { Pool } from "../../src/platform/postgres/database.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf } from "../support/prompts.ts";

const LONG_AGO = "2026-01-01T00:00:00Z";
const HOUR_MS = 60 * 60_000;
const PER_DESTINATION = 2;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
// Prompts that one test leaves in the outbox must not reach the next one.
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(() => shop.close());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Orders with one prompt each, whose members have addresses at this destination. */
async function putPromptsTo(destination: string, count: number): Promise<string[]> {
  const orderIds = upTo(count).map((at) => `${destination}-${at}`);
  for (const orderId of orderIds) {
    await shop.api.putMember(orderId, { email: `${orderId}@${destination}` });
    await shop.api.putOrder(orderId, { memberId: orderId, placedAt: LONG_AGO });
  }
  await shop.sweep();
  return orderIds;
}

function destinationOf({ envelope }: OutgoingMail): string {
  return envelope.to.split("@").at(-1) ?? "";
}

/** A mail server that gives the answer of `answer`, after the last look. */
function serverThat(
  answer: (mail: OutgoingMail) => Promise<SendOutcome> | SendOutcome,
  isIdempotent = false,
) {
  const attempts: OutgoingMail[] = [];
  const transport: MailTransport = {
    kind: "smtp",
    isIdempotent,
    async send(mail) {
      attempts.push(mail);
      if ((await mail.beforeEnd?.()) === "stop") return { kind: "stopped" };
      mail.afterEnd?.();
      return answer(mail);
    },
    async close() {},
  };
  return { transport, attempts };
}

const ACCEPTED = { kind: "accepted", response: "250 Kept" } as const;
const LATER: SendOutcome = {
  kind: "rejected",
  permanent: false,
  recipientRejected: false,
  isConnectionError: false,
  response: "451 Later",
};
const BROKEN_OFF: SendOutcome = { kind: "ambiguous", error: new Error("connection reset") };
const UNREACHABLE: SendOutcome = {
  kind: "failed_before_end",
  isConnectionError: true,
  error: new Error("connection refused"),
};

/** Settings of a worker that keeps its circuit breaker across deliveries. */
function worker(changes: Partial<DeliveryRun> = {}): Partial<DeliveryRun> {
  const breaker = createCircuitBreaker({ perDestination: PER_DESTINATION, firstPauseMs: HOUR_MS });
  return { perDestination: PER_DESTINATION, breaker, ...changes };
}

async function attemptsOf(orderIds: readonly string[]): Promise<number[]> {
  const prompts = await Promise.all(orderIds.map((orderId) => promptOf(shop, orderId)));
  return prompts.map(({ attempts }) => attempts).sort();
}

/** Makes prompts that wait for their next attempt due. */
function makeDue() {
  return shop.sql("update prompts set next_attempt_at = now() where state = 'retry'");
}

describe("a destination that hangs", () => {
  test("does not block the others, however many prompts wait for it before them", async () => {
    const hung = await putPromptsTo("hang.test", 8);
    const others = [
      ...(await putPromptsTo("one.test", 10)),
      ...(await putPromptsTo("two.test", 10)),
    ];
    const { promise, resolve } = Promise.withResolvers<SendOutcome>();
    const server = serverThat((mail) => (destinationOf(mail) === "hang.test" ? promise : ACCEPTED));

    const delivering = shop.deliver(worker({ transport: server.transport, concurrency: 4 }));
    await expect
      .poll(
        async () => {
          const sent = await shop.sql(
            "select order_id from prompts where state = 'sent' and order_id = any ($1)",
            [others],
          );
          return sent.length;
        },
        { timeout: 10_000 },
      )
      .toBe(others.length);
    const toHung = server.attempts.filter((mail) => destinationOf(mail) === "hang.test");
    expect(toHung).toHaveLength(PER_DESTINATION);
    resolve(ACCEPTED);

    expect(await delivering).toBe(28);
    expect(await attemptsOf(hung)).toEqual(hung.map(() => 1));
  });
});

test("capacity that becomes free while the next lease is read is used", async () => {
  await putPromptsTo("narrow.test", 2);
  const answer = Promise.withResolvers<SendOutcome>();
  const server = serverThat(() => answer.promise);
  const { context } = shop;
  const recorded = Promise.withResolvers<void>();
  // The second lease finds no capacity; the message that uses it ends before the lease's answer is read.
  let leases = 0;
  const query = async (config: pg.QueryConfig) => {
    const result = await context.pool.query(config);
    if (config.name === "record_attempt") recorded.resolve();
    if (config.name === "lease_messages" && ++leases === 2) {
      answer.resolve(ACCEPTED);
      await recorded.promise;
      await nextTurn();
    }
    return result;
  };
  const pool: Pool = Object.create(context.pool, { query: { value: query } });
  const run = shop.delivery({ transport: server.transport, perDestination: 1, concurrency: 2 });

  expect(await deliverPrompts({ ...context, pool }, run)).toBe(2);
});

test("a message that waits too long for a connection costs no attempt, and is sent with a whole deadline", async () => {
  const orders = await putPromptsTo("slow.test", 3);
  const server = serverThat(async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return ACCEPTED;
  });
  const run = worker({
    transport: server.transport,
    connections: 1,
    perDestination: 3,
    sendDeadlineMs: 1_000,
  });

  expect(await shop.deliver(run)).toBe(3);
  expect(await attemptsOf(orders)).toEqual([1, 1, 1]);
});

test("a message that still waits for a connection when the worker stops is left to the next one", async () => {
  const orders = await putPromptsTo("stopping.test", 3);
  const stopping = new AbortController();
  const server = serverThat(() => {
    stopping.abort();
    return ACCEPTED;
  });
  const run = worker({ transport: server.transport, connections: 1, perDestination: 3 });

  expect(await shop.deliver({ ...run, signal: stopping.signal })).toBe(1);
  expect(server.attempts).toHaveLength(1);
  expect((await attemptsOf(orders)).toSorted()).toEqual([0, 0, 1]);
  expect(await shop.deliver(run)).toBe(2);
});

describe("a destination that fails", () => {
  test("is paused after three failures: its prompts cost no attempt, and other destinations get theirs", async () => {
    const failing = await putPromptsTo("fail.test", 8);
    const others = await putPromptsTo("fine.test", 8);
    const server = serverThat((mail) => (destinationOf(mail) === "fail.test" ? LATER : ACCEPTED));
    const run = worker({ transport: server.transport });

    expect(await shop.deliver(run)).toBe(others.length);
    const tried = server.attempts.filter((mail) => destinationOf(mail) === "fail.test").length;
    // One more than three may already have been in progress.
    expect([3, 4]).toContain(tried);
    await makeDue();
    await shop.deliver(run);

    const attempts = await attemptsOf(failing);
    expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(tried);
    expect(server.attempts).toHaveLength(tried + others.length);
  });

  test("gets one probe when its pause is over, and all waiting prompts when that succeeded", async () => {
    const orderIds = await putPromptsTo("back.test", 6);
    let isBack = false;
    const server = serverThat(() => (isBack ? ACCEPTED : LATER));
    const breaker = createCircuitBreaker({ perDestination: PER_DESTINATION, firstPauseMs: 0 });
    const run = worker({ transport: server.transport, breaker });
    // Without a pause each lease is a probe: every prompt is tried, one at a time from the third on.
    await shop.deliver(run);
    await makeDue();
    const tried = server.attempts.length;
    isBack = true;

    expect(await shop.deliver(run)).toBe(orderIds.length);
    expect(server.attempts).toHaveLength(tried + orderIds.length);
  });

  test("is the same destination whatever the case of its name", async () => {
    const orderIds = await putPromptsTo("Mixed.test", 6);
    await shop.sql(
      "update members set email = replace(email, 'Mixed', 'mIXED') where member_id like 'Mixed.test-_'",
    );
    const server = serverThat(() => LATER);
    await shop.deliver(worker({ transport: server.transport }));
    expect(server.attempts.length).toBeLessThan(orderIds.length);
  });
});

describe("a mail server that can't be reached", () => {
  test("costs only the first few messages an attempt, whatever their destination", async () => {
    const orderIds = (
      await Promise.all([1, 2, 3, 4, 5, 6].map((at) => putPromptsTo(`shut${at}.test`, 3)))
    ).flat();
    const server = serverThat(() => UNREACHABLE);
    const run = worker({ transport: server.transport, concurrency: 3 });

    for (const _ of upTo(3)) {
      await shop.deliver(run);
      await makeDue();
    }

    // Those that were in progress at the third failure.
    expect(server.attempts.length).toBeLessThanOrEqual(5);
    const attempts = await attemptsOf(orderIds);
    expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(server.attempts.length);
  });

  test("is tried with one message at a time after its pause, and with all when one was accepted", async () => {
    const orderIds = await putPromptsTo("probe.test", 6);
    const underWay = { now: 0, most: 0 };
    let isReachable = false;
    const transport: MailTransport = {
      kind: "smtp",
      isIdempotent: false,
      async send({ beforeEnd, afterEnd }) {
        underWay.now += 1;
        underWay.most = Math.max(underWay.most, underWay.now);
        await beforeEnd?.();
        afterEnd?.();
        underWay.now -= 1;
        return isReachable ? ACCEPTED : UNREACHABLE;
      },
      async close() {},
    };
    const breaker = createCircuitBreaker({ perDestination: 10, firstPauseMs: 0 });
    const run = worker({ transport, breaker, perDestination: 10 });
    await shop.deliver({ ...run, concurrency: 3 });
    await makeDue();
    underWay.most = 0;
    await shop.deliver(run);
    expect(underWay.most).toBe(1);

    await makeDue();
    isReachable = true;
    expect(await shop.deliver(run)).toBe(orderIds.length);
    expect(underWay.most).toBeGreaterThan(1);
  });

  test("does not count as reachable because of prompts that were not even tried", async () => {
    await putPromptsTo("away.test", 3);
    const run = worker({ transport: serverThat(() => UNREACHABLE).transport });
    await shop.deliver(run);
    await putPromptsTo("poison.test", 2);
    const breaker = run.breaker;
    const before = breaker?.mayBegin(performance.now());

    await shop.deliver({ ...run, compose: () => Promise.reject(new Error("no such currency")) });

    expect([before, breaker?.mayBegin(performance.now())]).toEqual([0, 0]);
    expect(await attemptsOf(["poison.test-0", "poison.test-1"])).toEqual([0, 0]);
  });
});

test("the time for composing counts against an attempt's deadline", async () => {
  await putPromptsTo("deadline.test", 1);
  const { compose } = shop.delivery();
  const server = serverThat(() => ACCEPTED);
  let composedInMs = 0;
  await shop.deliver({
    transport: server.transport,
    sendDeadlineMs: 20_000,
    compose: async (message) => {
      const begun = performance.now();
      const mail = await compose(message);
      composedInMs = performance.now() - begun;
      return mail;
    },
  });

  const [mail] = server.attempts;
  expect(mail?.timeoutMs).toBeGreaterThan(0);
  expect(mail?.timeoutMs).toBeLessThanOrEqual(20_000 - composedInMs);
});

describe("an ambiguous message", () => {
  test("is left to operators if the shop parks it", async () => {
    const [orderId = ""] = await putPromptsTo("park.test", 1);
    const server = serverThat(() => BROKEN_OFF);
    await shop.deliver({ transport: server.transport, ambiguousPolicy: "park" });
    expect(await promptOf(shop, orderId)).toMatchObject({ state: "unknown", attempts: 1 });

    await makeDue();
    expect(await shop.deliver()).toBe(0);
  });

  test.each([
    { what: "if the shop says so", ambiguousPolicy: "resend", isIdempotent: false },
    { what: "if the transport recognizes it", ambiguousPolicy: "park", isIdempotent: true },
  ] as const)("is sent again under the same Message-ID $what", async ({ what, ...how }) => {
    const destination = `again-${how.ambiguousPolicy}.test`;
    const [orderId = ""] = await putPromptsTo(destination, 1);
    const answers: SendOutcome[] = [BROKEN_OFF, ACCEPTED];
    const server = serverThat(() => answers.shift() ?? ACCEPTED, how.isIdempotent);
    const run = { transport: server.transport, ambiguousPolicy: how.ambiguousPolicy };
    await shop.deliver(run);
    expect(await promptOf(shop, orderId), what).toMatchObject({ state: "retry", attempts: 1 });

    await makeDue();
    await shop.deliver(run);

    expect(await promptOf(shop, orderId)).toMatchObject({ state: "sent", attempts: 2 });
    const [first, second] = server.attempts;
    expect(second?.messageId).toBe(first?.messageId);
    // An API that recognizes the key refuses it with another body.
    const [body, bodyAgain] = server.attempts.map(({ subject, html, text, headers }) => [
      subject,
      html,
      text,
      headers,
    ]);
    expect(bodyAgain).toEqual(body);
  });

  const ENDS = [
    ["has been paid since", (id) => post(id)],
    ["was cancelled since", (id) => shop.api.post(`/checkout/orchestrations/${id}/cancel`, {})],
    ["belongs to a member who opted out", (id) => shop.api.putOrderUpdates(id, false)],
    [
      "is no longer worth sending",
      (id) => shop.sql("update prompts set worth_until = now() where order_id = $1", [id]),
    ],
    [
      "has used up its attempts",
      (id) => shop.sql("update prompts set attempts = 8 where order_id = $1", [id]),
    ],
    [
      "was ambiguous for longer than a mail service remembers",
      (id) =>
        shop.sql("update prompts set ending_at = now() - interval '1 d' where order_id = $1", [id]),
    ],
  ] as const satisfies readonly (readonly [string, (orderId: string) => Promise<unknown>])[];

  function post(orderId: string) {
    return shop.api.postEvent(orderId, { stage: "payment", status: "completed" });
  }

  test.each(ENDS)("stays unknown, never cancelled, for an order that %s", async (what, act) => {
    const [orderId = ""] = await putPromptsTo(`${what.replaceAll(" ", "-")}.test`, 1);
    await shop.deliver({ transport: serverThat(() => BROKEN_OFF, true).transport });
    await act(orderId);
    await makeDue();
    const again = serverThat(() => ACCEPTED, true);
    await shop.deliver({ transport: again.transport });

    expect(await promptOf(shop, orderId)).toMatchObject({ state: "unknown" });
    expect(again.attempts).toEqual([]);
  });

  test("stays unknown if the next attempt is refused permanently, or can't even be composed", async () => {
    const [refused = "", broken = ""] = await putPromptsTo("then-refused.test", 2);
    await shop.deliver({ transport: serverThat(() => BROKEN_OFF, true).transport });
    await makeDue();
    const { compose } = shop.delivery();
    await shop.deliver({
      transport: serverThat(() => ({ ...LATER, permanent: true, response: "554 Spam" }), true)
        .transport,
      compose: async (message) => {
        if (message.prompts[0].orderId === broken) throw new Error("no such currency");
        return compose(message);
      },
    });

    expect((await promptOf(shop, refused)).state).toBe("unknown");
    expect((await promptOf(shop, broken)).state).toBe("unknown");
  });

  test.each([
    {
      transport: "one mail server",
      ambiguousPolicy: "park",
      isIdempotent: false,
      state: "unknown",
    },
    { transport: "resending", ambiguousPolicy: "resend", isIdempotent: false, state: "sent" },
    { transport: "an idempotent one", ambiguousPolicy: "park", isIdempotent: true, state: "sent" },
  ] as const)(
    "of a worker that was lost after the marker: with $transport it becomes $state",
    async ({ ambiguousPolicy, isIdempotent, state }) => {
      const [orderId = ""] = await putPromptsTo(`lost-${ambiguousPolicy}-${isIdempotent}.test`, 1);
      await leaseMessages(shop.context.pool, {
        messages: 10,
        leaseMs: 60_000,
        maxAttempts: 8,
        perDestination: 10,
        waitsForAssignee: true,
        asksAboutLaterOrder: true,
        taken: new Map(),
      });
      await shop.sql(
        `update prompts set ending_at = now(), lease_until = now() - interval '1 s'
        where order_id = $1`,
        [orderId],
      );
      const server = serverThat(() => ACCEPTED, isIdempotent);
      await shop.deliver({ transport: server.transport, ambiguousPolicy });

      expect(await promptOf(shop, orderId)).toMatchObject({ state });
      expect(server.attempts).toHaveLength(state === "sent" ? 1 : 0);
    },
  );
});
