import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Compose } from "../../src/delivery/compose-message.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { startFaultySmtp } from "../support/faulty-smtp.ts";
import { promptOf, promptsOf, putPrompted } from "../support/prompts.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
beforeEach(async () => {
  await shop.api.putMember("ada");
});
// Prompts that one test leaves in the outbox must not reach the next one.
afterEach(() =>
  shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')"),
);
afterAll(() => shop.close());

const TIMEOUTS = {
  connectionTimeoutMs: 5_000,
  greetingTimeoutMs: 5_000,
  socketTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

function mailsAbout(orderId: string): string[] {
  return shop.mails
    .filter(({ text }) => text.includes(`order=${orderId}&`))
    .map(({ envelope }) => envelope.to);
}

describe("a step of the cadence", () => {
  test("is prompted once, even if it is decided again", async () => {
    await putPrompted(shop, "once");
    await shop.deliver();
    await shop.tamper(
      "update orchestrations set cadence_step = 0, next_action_at = '2026-01-02' where order_id = 'once'",
    );

    expect(await shop.sweep()).toMatchObject({ prompted: 1, failed: 0 });
    await shop.deliver();

    expect(await promptOf(shop, "once")).toMatchObject({ state: "sent", attempts: 1 });
    expect(mailsAbout("once")).toEqual(["ada@shoppers.example"]);
  });

  test("is prompted again when the order comes back to its stage", async () => {
    await putPrompted(shop, "again");
    await shop.deliver();
    await shop.api.postEvent("again", { stage: "payment", status: "completed" });
    const back = { stage: "payment", status: "failed", reopens: true, waitingOn: "member" };
    await shop.api.postEvent("again", { ...back, nextActionAt: "2026-01-02T00:00:00Z" });

    await shop.sweep();
    await shop.deliver();

    const prompts = await promptsOf(shop, "again");
    expect(prompts.map(({ step, stageEntry }) => [step, stageEntry])).toEqual([
      [0, 3],
      [0, 1],
    ]);
    expect(mailsAbout("again")).toHaveLength(2);
  });
});

/** What can happen to an order or its member while a prompt waits, and the prompt's state after it. */
const CHANGES = [
  { what: "is paid", state: "cancelled", act: (id) => post(id, "completed") },
  { what: "is with the provider", state: "cancelled", act: (id) => post(id, "in_progress") },
  {
    what: "is cancelled",
    state: "cancelled",
    act: (id) => shop.api.post(`/checkout/orchestrations/${id}/cancel`, {}),
  },
  {
    what: "belongs to a member who opted out",
    state: "suppressed",
    act: (id) => shop.api.putOrderUpdates(id, false),
  },
  {
    what: "turns out to be a test",
    state: "suppressed",
    act: (id) => shop.api.putOrder(id, { memberId: id, test: true }),
  },
  {
    what: "has an address that is suppressed",
    state: "suppressed",
    act: (id) =>
      shop.sql("insert into address_suppressions (address, reason) values ($1, 'bounced')", [
        `${id}@shoppers.example`,
      ]),
  },
] as const satisfies readonly {
  what: string;
  state: string;
  act: (orderId: string) => Promise<unknown>;
}[];

function post(orderId: string, status: string) {
  return shop.api.postEvent(orderId, { stage: "payment", status });
}

/** Composes as usual, after `act` has happened once: after the lease and before the end marker. */
function composeAfter(act: () => Promise<unknown>): Compose {
  const { compose } = shop.delivery();
  let acting: Promise<unknown> | undefined;
  return async (message) => {
    acting ??= act();
    await acting;
    return compose(message);
  };
}

describe("the last look", () => {
  test.each(CHANGES)(
    "at the lease: an order that $what gets no mail",
    async ({ state, act, what }) => {
      const orderId = `lease-${what.replaceAll(" ", "-")}`;
      await shop.api.putMember(orderId);
      await putPrompted(shop, orderId, { memberId: orderId });

      await act(orderId);
      await shop.deliver();

      expect(await promptOf(shop, orderId)).toMatchObject({ state, attempts: 0 });
      expect(mailsAbout(orderId)).toEqual([]);
    },
  );

  test.each(CHANGES)(
    "before the end marker: an order that $what while its mail is being sent gets none",
    async ({ state, act, what }) => {
      const orderId = `end-${what.replaceAll(" ", "-")}`;
      await shop.api.putMember(orderId);
      await putPrompted(shop, orderId, { memberId: orderId });

      await shop.deliver({ compose: composeAfter(() => act(orderId)) });

      expect(await promptOf(shop, orderId)).toMatchObject({ state, attempts: 1 });
      expect(mailsAbout(orderId)).toEqual([]);
    },
  );

  test.each([
    ["at the lease", (change: () => Promise<unknown>) => change().then(() => shop.deliver())],
    [
      "before the end marker",
      (change: () => Promise<unknown>) => shop.deliver({ compose: composeAfter(change) }),
    ],
  ])("%s: a member with a new address gets mail there, and only there", async (when, deliver) => {
    const orderId = when.replaceAll(" ", "-");
    await shop.api.putMember(orderId);
    await putPrompted(shop, orderId, { memberId: orderId });
    await deliver(() => shop.api.putMember(orderId, { email: `${orderId}@new.example` }));

    expect(await promptOf(shop, orderId)).toMatchObject({ state: "cancelled" });
    await shop.sweep();
    await shop.deliver();
    expect(mailsAbout(orderId)).toEqual([`${orderId}@new.example`]);
  });

  test("at the lease: a member who spells the same mailbox differently gets the mail", async () => {
    await shop.api.putMember("speller");
    await putPrompted(shop, "speller", { memberId: "speller" });
    await shop.api.putMember("speller", { email: "Speller@shoppers.example" });
    await shop.deliver();
    expect(mailsAbout("speller")).toEqual(["Speller@shoppers.example"]);
  });

  test("a prompt whose order is missing ends dead", async () => {
    await putPrompted(shop, "vanished");
    await shop.tamper("delete from orders where order_id = 'vanished'");
    await shop.deliver();

    expect(
      await shop.sql("select state, attempts, last_error from prompts where order_id = 'vanished'"),
    ).toEqual([{ state: "dead", attempts: 0, last_error: "its order is missing" }]);
  });

  test("a prompt that is no longer worth sending ends dead", async () => {
    await putPrompted(shop, "stale");
    await shop.sql("update prompts set worth_until = now() where order_id = 'stale'");
    await shop.deliver();

    expect(await promptOf(shop, "stale")).toMatchObject({
      state: "dead",
      attempts: 0,
      lastError: "stale: no longer worth sending when its turn came",
    });
  });
});

describe("what a mail server answers", () => {
  test("a rejected address ends the prompt and suppresses the address until there is a new one", async () => {
    await shop.api.putMember("bounce", { email: "Bounce@Shoppers.example" });
    const sink = await startSmtpSink();
    const transport = createSmtpTransport({ url: sink.url, ...TIMEOUTS });
    sink.answer("rcpt", { code: 550, text: "5.1.1 No such user" });
    await putPrompted(shop, "bounced", { memberId: "bounce" });
    await shop.deliver({ transport });
    await transport.close();
    await sink.close();
    expect(await promptOf(shop, "bounced")).toMatchObject({ state: "dead", attempts: 1 });

    await putPrompted(shop, "suppressed", { memberId: "bounce" });
    expect((await shop.api.read("suppressed")).events.at(-1)?.payload).toMatchObject({
      decision: "suppress",
      reason: "address_bounced",
    });

    await shop.api.putMember("bounce", { email: "better@shoppers.example" });
    await shop.sweep();
    await shop.deliver();
    expect(mailsAbout("suppressed")).toEqual(["better@shoppers.example"]);
  });

  test("a rejected message ends the prompt but not the address", async () => {
    const sink = await startSmtpSink();
    const transport = createSmtpTransport({ url: sink.url, ...TIMEOUTS });
    sink.answer("end", { code: 554, text: "5.7.1 Looks like spam" });
    await putPrompted(shop, "spammy");
    await shop.deliver({ transport });
    await transport.close();
    await sink.close();

    expect(await promptOf(shop, "spammy")).toMatchObject({ state: "dead" });
    expect(
      await shop.sql("select * from address_suppressions where address = 'ada@shoppers.example'"),
    ).toEqual([]);
  });

  test.each([
    { point: "data", state: "retry", what: "before the message: it is tried again" },
    {
      point: "end",
      state: "unknown",
      what: "after the end marker: nobody can know, it is not sent again",
    },
  ] as const)("a connection that breaks $what", async ({ point, state }) => {
    const server = await startFaultySmtp(point, "drop");
    const transport = createSmtpTransport({ url: server.url, ...TIMEOUTS });
    await putPrompted(shop, `broken-${point}`);
    await shop.deliver({ transport });
    await transport.close();
    await server.close();
    expect(await promptOf(shop, `broken-${point}`)).toMatchObject({ state, attempts: 1 });

    await shop.sql("update prompts set next_attempt_at = now() where state = 'retry'");
    await shop.deliver();
    expect(mailsAbout(`broken-${point}`)).toHaveLength(state === "retry" ? 1 : 0);
  });
});

test("a prompt that can't be composed ends dead while the others are sent", async () => {
  for (const at of [1, 2, 3]) await putPrompted(shop, `poison-${at}`);
  const { compose } = shop.delivery();

  const sent = await shop.deliver({
    compose: async (message) => {
      if (message.prompts[0].orderId === "poison-2") throw new Error("no such currency");
      return compose(message);
    },
  });

  expect(sent).toBe(2);
  const ends = await Promise.all([1, 2, 3].map((at) => promptOf(shop, `poison-${at}`)));
  expect(ends.map(({ state }) => state)).toEqual(["sent", "dead", "sent"]);
  expect(ends[1]?.lastError).toContain("no such currency");
});

test("a database that is unavailable while a prompt is composed costs an attempt, not the prompt", async () => {
  await putPrompted(shop, "blip");
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

  await shop.deliver({ compose: () => Promise.reject(refused) });

  expect(await promptOf(shop, "blip")).toMatchObject({ state: "retry", attempts: 1 });
});
