import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";
import { openSmtpShop, type SmtpShop } from "../support/smtp-shop.ts";

let shop: TestApp;
let smtp: SmtpShop;
beforeAll(async () => {
  shop = await startTestApp();
  smtp = await openSmtpShop(() => shop);
});
// Orders and prompts that one test leaves must not reach the next one.
afterEach(async () => {
  await shop.sql("update orchestrations set next_action_at = now() + interval '99 d'");
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(async () => {
  await smtp.close();
  await shop.close();
});

const LONG_AGO = "2026-01-01T00:00:00Z";
const GUEST = { memberId: null, placedAt: LONG_AGO };
const FIRST = "The payment for order 1042 is still open";

/** Sweeps and delivers, as the schedule would. */
async function sweepAndDeliver(): Promise<void> {
  await shop.sweep();
  await smtp.deliver();
}

async function standing(orderId: string) {
  const { events, nextActionAt } = await shop.api.read(orderId);
  const last = events.at(-1);
  const { decision, reason } = last?.payload ?? {};
  const isDue = nextActionAt !== null && Date.parse(nextActionAt) <= Date.now();
  return { kind: last?.kind, decision, reason, isDue };
}

/** The usual way out of reach: the first prompt bounces, and an operator is called. */
async function putBounced(orderId: string, changes: Readonly<Record<string, unknown>>) {
  await putPrompted(shop, orderId, changes);
  await smtp.bounce();
  await shop.sweep();
}

describe("an order whose mail bounces", () => {
  test("is with an operator as unreachable after one sweep, and no step is used up", async () => {
    await shop.api.putMember("hard");
    await putPrompted(shop, "hard", { memberId: "hard" });
    await smtp.bounce();

    expect(await standing("hard")).toMatchObject({ kind: "reconsidered", isDue: true });
    expect(await shop.sweep()).toMatchObject({ processed: 1, suppressed: 1 });

    expect(await standing("hard")).toMatchObject({
      decision: "suppress",
      reason: "address_bounced",
      isDue: false,
    });
    expect(await openEscalations(shop, "hard")).toEqual(["unreachable"]);
    expect(await shop.sweep()).toMatchObject({ processed: 0 });
  });

  test("takes along the same mailbox's other orders that were prompted, and leaves those that are not due", async () => {
    await putPrompted(shop, "shared-1", { ...GUEST, email: "Both@Guests.example" });
    await smtp.deliver();
    await shop.api.putOrder("shared-later", { ...GUEST, email: "both@guests.example" });
    await shop.api.postEvent("shared-later", {
      stage: "payment",
      status: "waiting",
      nextActionAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await putPrompted(shop, "shared-2", { ...GUEST, email: "both@guests.example" });
    await smtp.bounce();
    await shop.sweep();

    expect(await openEscalations(shop, "shared-1")).toEqual(["unreachable"]);
    expect(await openEscalations(shop, "shared-2")).toEqual(["unreachable"]);
    expect(await openEscalations(shop, "shared-later")).toEqual([]);
  });
});

/** Ways back into reach: what was wrong, how it is put right, and where the first mail then goes. */
const WAYS = [
  {
    what: "a guest's address is corrected after a bounce",
    lose: (id) => putBounced(id, { ...GUEST, email: `${id}@typo.example` }),
    regain: (id) => shop.api.putOrder(id, { ...GUEST, email: `${id}@guests.example` }),
    reason: "unreachable",
    to: (id) => `${id}@guests.example`,
  },
  {
    what: "a guest's address comes later",
    lose: (id) => putPrompted(shop, id, GUEST),
    regain: (id) => shop.api.putOrder(id, { ...GUEST, email: `${id}@guests.example` }),
    reason: "missing_address",
    to: (id) => `${id}@guests.example`,
  },
  {
    what: "a member's address is corrected after a bounce",
    async lose(id) {
      await shop.api.putMember(id, { email: `${id}@typo.example` });
      await putBounced(id, { memberId: id });
    },
    regain: (id) => shop.api.putMember(id),
    reason: "unreachable",
    to: (id) => `${id}@shoppers.example`,
  },
  {
    what: "a member is reported at last",
    lose: (id) => putPrompted(shop, id, { memberId: id }),
    regain: (id) => shop.api.putMember(id),
    reason: "missing_member",
    to: (id) => `${id}@shoppers.example`,
  },
  {
    what: "an order is given to a member who is known",
    lose: (id) => putPrompted(shop, id, GUEST),
    async regain(id) {
      await shop.api.putMember(id);
      await shop.api.putOrder(id, { memberId: id, placedAt: LONG_AGO });
    },
    reason: "missing_address",
    to: (id) => `${id}@shoppers.example`,
  },
  {
    what: "a member opts in again",
    async lose(id) {
      await shop.api.putMember(id);
      await shop.api.putOrderUpdates(id, false);
      await putPrompted(shop, id, { memberId: id });
    },
    regain: (id) => shop.api.putOrderUpdates(id, true),
    reason: "unreachable",
    to: (id) => `${id}@shoppers.example`,
  },
] as const satisfies readonly {
  what: string;
  lose: (orderId: string) => Promise<unknown>;
  regain: (orderId: string) => Promise<unknown>;
  reason: string;
  to: (orderId: string) => string;
}[];

describe("an order whose shopper can be written to again", () => {
  test.each(WAYS)(
    "because $what is decided at once, and its first mail is a first mail",
    async (way) => {
      const orderId = way.what.replaceAll(/[^a-z]+/g, "-");
      await way.lose(orderId);
      expect(await openEscalations(shop, orderId)).toEqual([way.reason]);

      await way.regain(orderId);

      expect(await standing(orderId)).toMatchObject({ kind: "reconsidered", isDue: true });
      expect(await openEscalations(shop, orderId)).toEqual([]);
      await sweepAndDeliver();
      expect(smtp.subjectsTo(way.to(orderId))).toEqual([FIRST]);
      expect((await promptsOf(shop, orderId))[0]).toMatchObject({ step: 0, state: "sent" });
      await way.regain(orderId);
      expect(await standing(orderId)).toMatchObject({ decision: "prompt", isDue: false });
    },
  );

  test("goes on after the mails that did go out: the second one is a reminder, also after a bounce between them, but no mailbox's first", async () => {
    await shop.api.putMember("midway");
    await putPrompted(shop, "midway", { memberId: "midway" });
    await smtp.deliver();
    await shop.sql("update orchestrations set next_action_at = now() where order_id = 'midway'");
    await shop.sweep();
    await smtp.bounce();
    await shop.sweep();
    expect(await openEscalations(shop, "midway")).toEqual(["unreachable"]);

    for (const email of ["midway@typo.example", "midway@new.example"]) {
      await shop.api.putMember("midway", { email });
      await shop.sweep();
      if (email.includes("typo")) await smtp.bounce();
      else await smtp.deliver();
    }
    expect(smtp.subjectsTo("midway@new.example")).toEqual([FIRST]);
    expect((await promptsOf(shop, "midway"))[0]).toMatchObject({ step: 0, state: "sent" });

    await shop.api.post("/suppressions/lift", { address: "midway@shoppers.example", reason: "x" });
    await shop.api.putMember("midway");
    await shop.sql("update orchestrations set next_action_at = now() where order_id = 'midway'");
    await sweepAndDeliver();
    const [first, second = "", ...others] = smtp.subjectsTo("midway@shoppers.example");
    expect([first, others]).toEqual([FIRST, []]);
    expect(second).toMatch(/^Reminder: /);
  });

  test("counts the mails from before steps were given back, as often as that happens", async () => {
    await shop.api.putMember("often");
    await putPrompted(shop, "often", { memberId: "often" });
    await smtp.deliver();
    await shop.sql("update orchestrations set next_action_at = now() where order_id = 'often'");
    await shop.sweep();
    for (let time = 0; time < 2; time += 1) {
      await shop.api.putOrderUpdates("often", false);
      await shop.sweep();
      await shop.api.putOrderUpdates("often", true);
      await shop.sweep();
    }
    await smtp.deliver();

    const [first, second, ...others] = smtp.subjectsTo("often@shoppers.example");
    expect([first, others]).toEqual([FIRST, []]);
    expect(second).toMatch(/^Reminder: /);
    expect((await promptsOf(shop, "often"))[0]).toMatchObject({ step: 1, state: "sent" });
  });

  test("after an earlier version's cadence ran out without a mail gets its whole cadence", async () => {
    await shop.api.putMember("exhausted");
    await shop.api.putOrderUpdates("exhausted", false);
    await putPrompted(shop, "exhausted", { memberId: "exhausted" });
    await shop.tamper(
      "update orchestrations set cadence_step = 4, needs = null where order_id = 'exhausted'",
      `update orchestration_events set payload = payload || '{"reason": "cadence_exhausted", "decision": "escalate"}'
      where order_id = 'exhausted' and kind = 'sweep'`,
      "update escalations set reason = 'cadence_exhausted' where order_id = 'exhausted'",
    );

    await shop.api.putOrderUpdates("exhausted", true);
    expect(await openEscalations(shop, "exhausted")).toEqual([]);
    await sweepAndDeliver();

    expect(smtp.subjectsTo("exhausted@shoppers.example")).toEqual([FIRST]);
  });

  test("is not hurried if its mail went out, or waits to go out to the same mailbox", async () => {
    await shop.api.putMember("calm");
    await putPrompted(shop, "calm", { memberId: "calm" });
    await shop.api.putMember("calm", { email: "Calm@shoppers.example" });
    expect(await standing("calm")).toMatchObject({ decision: "prompt", isDue: false });
    await smtp.deliver();
    await shop.api.putMember("calm", { email: "calm@newer.example" });

    expect(await standing("calm")).toMatchObject({ decision: "prompt", isDue: false });
    expect(smtp.subjectsTo("Calm@shoppers.example")).toEqual([FIRST]);

    await shop.sql("update orchestrations set next_action_at = now() where order_id = 'calm'");
    await sweepAndDeliver();
    expect(smtp.subjectsTo("calm@newer.example")).toEqual([FIRST]);
  });

  test("is not due early if the decision was about a stage that is done", async () => {
    await shop.api.putMember("moved");
    await shop.api.putOrderUpdates("moved", false);
    await putPrompted(shop, "moved", { memberId: "moved" });
    await shop.api.postEvent("moved", { stage: "payment", status: "completed" });

    await shop.api.putOrderUpdates("moved", true);

    expect(await standing("moved")).toMatchObject({ kind: "stage", isDue: false });
  });
});

test("a first mail never says Reminder, even if the first prompt was given up for another reason", async () => {
  await shop.api.putMember("dead");
  await putPrompted(shop, "dead", { memberId: "dead" });
  smtp.sink.answerOnce("end", { code: 554, text: "5.7.1 Looks like spam" });
  await smtp.deliver();
  await shop.sql("update orchestrations set next_action_at = now() where order_id = 'dead'");
  await sweepAndDeliver();

  expect((await promptsOf(shop, "dead")).map(({ step, state }) => [step, state])).toEqual([
    [1, "sent"],
    [0, "dead"],
  ]);
  expect(smtp.subjectsTo("dead@shoppers.example")).toEqual([FIRST]);
});

test("a member who opts out while prompts go on is unreachable at once", async () => {
  await shop.api.putMember("leaves");
  await putPrompted(shop, "leaves", { memberId: "leaves" });
  await smtp.deliver();
  await shop.api.putOrderUpdates("leaves", false);
  await shop.sweep();

  expect(await standing("leaves")).toMatchObject({ decision: "suppress", reason: "opted_out" });
  expect(await openEscalations(shop, "leaves")).toEqual(["unreachable"]);
});
