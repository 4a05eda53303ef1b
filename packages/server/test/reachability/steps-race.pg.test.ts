import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Compose } from "../../src/delivery/compose-message.ts";
import { ADVISORY_LOCKS } from "../../src/platform/postgres/advisory-locks.ts";
import { sweepNow } from "../../src/recovery/sweep-overdue.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";
import { openSmtpShop, type SmtpShop } from "../support/smtp-shop.ts";

let shop: TestApp;
let smtp: SmtpShop;
beforeAll(async () => {
  shop = await startTestApp();
  smtp = await openSmtpShop(() => shop);
});
beforeEach(() => void smtp.sink.mails.splice(0));
afterAll(async () => {
  await smtp.close();
  await shop.close();
});

const FIRST = "The payment for order 1042 is still open";

/** Mail is not wanted, a sweep decides so, and then it is wanted again. */
async function leaveAndReturn(memberId: string): Promise<void> {
  await shop.api.putOrderUpdates(memberId, false);
  await shop.sweep();
  await shop.api.putOrderUpdates(memberId, true);
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

test("a step that is given back while its mail is being sent stops that mail, and its own goes out", async () => {
  await shop.api.putMember("before");
  await putPrompted(shop, "before", { memberId: "before" });

  await shop.deliver({ compose: composeAfter(() => leaveAndReturn("before")) });
  expect(shop.mails).toHaveLength(0);
  await shop.sweep();
  await smtp.deliver();

  expect(smtp.subjectsTo("before@shoppers.example")).toEqual([FIRST]);
  expect((await promptsOf(shop, "before")).map(({ step, state }) => [step, state])).toEqual([
    [0, "sent"],
    [0, "cancelled"],
  ]);
});

test("a step whose mail is with the mail server is not given back, although its end is not known yet", async () => {
  await shop.api.putMember("after");
  await putPrompted(shop, "after", { memberId: "after" });
  await shop.sql(
    `update prompts set state = 'sending', ending_at = now(), lease_token = gen_random_uuid(),
      lease_until = now() + interval '1 h' where order_id = 'after'`,
  );

  await leaveAndReturn("after");
  await shop.sweep();

  expect((await promptsOf(shop, "after")).map(({ step, state }) => [step, state])).toEqual([
    [1, "pending"],
    [0, "sending"],
  ]);
  await shop.sql("update prompts set state = 'cancelled' where order_id = 'after' and step = 1");
});

test("a mail that ends while a sweep waits for its turn is the earlier one of the next", async () => {
  await shop.api.putMember("waited");
  await putPrompted(shop, "waited", { memberId: "waited" });
  const gentle = { ...shop.context, sweepPace: "gentle" } as const;
  const sweep = () => sweepNow(gentle, "command", { mailDomain: "shop.example" });

  const { swept } = await holdRows(
    shop,
    `select pg_advisory_xact_lock(${ADVISORY_LOCKS.sweep})`,
    async () => {
      // Due from the beginning, but locked by nobody until the sweep has its turn.
      await shop.sql("update orchestrations set next_action_at = now() where order_id = 'waited'");
      const waiting = sweep();
      await untilWaiting(shop);
      await smtp.deliver();
      return { swept: waiting };
    },
  );
  expect((await swept).prompted).toBe(1);
  await smtp.deliver();

  const subjects = smtp.subjectsTo("waited@shoppers.example");
  expect(subjects).toHaveLength(2);
  expect(subjects.filter((each) => each === FIRST)).toHaveLength(1);
});

test("with workers, sweeps and members who leave and return, no step goes out twice", async () => {
  const ids = Array.from({ length: 12 }, (_, at) => `busy-${at}`);
  for (const id of ids) {
    await shop.api.putMember(id);
    await shop.api.putOrder(id, { memberId: id, placedAt: "2026-01-01T00:00:00Z" });
  }
  let isOver = false;
  const worker = async (work: () => Promise<unknown>) => {
    while (!isOver) await work();
  };
  const workers = [smtp.deliver, smtp.deliver, smtp.deliver, () => shop.sweep()].map(worker);
  for (let round = 0; round < 4; round += 1) await Promise.all(ids.map(leaveAndReturn));
  isOver = true;
  await Promise.all(workers);
  await shop.sweep();
  await smtp.deliver();

  for (const id of ids) {
    const sent = (await promptsOf(shop, id)).filter(({ state }) => state === "sent");
    const steps = sent.map(({ step }) => step);
    expect(new Set(steps).size, `${id}: ${steps}`).toBe(steps.length);
    expect(smtp.subjectsTo(`${id}@shoppers.example`)).toHaveLength(steps.length);
    const firsts = smtp.subjectsTo(`${id}@shoppers.example`).filter((each) => each === FIRST);
    expect(firsts).toHaveLength(1);
  }
});
