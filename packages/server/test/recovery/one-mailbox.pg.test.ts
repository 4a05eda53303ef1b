import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { storeReportedMember } from "../../src/intake/store-reported-member.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { promptsOf } from "../support/prompts.ts";

const HOUR_MS = 60 * 60_000;
const LONG_AGO = "2026-01-01T00:00:00Z";
const ROUNDS = 50;
const AT_ONCE = 10;

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true, frequencyCapMs: 6 * HOUR_MS });
});
// Each test starts with no overdue orders and nothing to send.
afterEach(async () => {
  await shop.sql(
    "update orchestrations set next_action_at = '2099-01-01' where next_action_at <= now()",
  );
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

/** A guest's order and those of two members, all of one mailbox, each in its own spelling. */
async function putThree(name: string): Promise<string[]> {
  const guest = `${name}-guest`;
  await shop.api.putMember(`${name}-1`, { email: `${name}@Mailbox.example` });
  await shop.api.putMember(`${name}-2`, { email: `${name.toUpperCase()}@mailbox.EXAMPLE` });
  await shop.api.putOrder(guest, {
    memberId: null,
    email: `${name}@mailbox.example`,
    placedAt: LONG_AGO,
  });
  for (const nth of [1, 2])
    await shop.api.putOrder(`${name}-${nth}`, { memberId: `${name}-${nth}`, placedAt: LONG_AGO });
  return [guest, `${name}-1`, `${name}-2`];
}

/** The orders of each mail to this mailbox. */
function mailsTo(name: string): string[][] {
  return shop.mails
    .filter(({ envelope }) => envelope.to.toLowerCase() === `${name}@mailbox.example`)
    .map(({ text }) => [...text.matchAll(/[?&]order=([^&]+)&/g)].map(([, id = ""]) => id).sort());
}

async function decisionOf(orderId: string) {
  const { events } = await shop.api.read(orderId);
  const { decision, reason } = events.findLast(({ kind }) => kind === "sweep")?.payload ?? {};
  return { decision, reason };
}

describe("a guest, a member and another member with one mailbox", () => {
  test("get one mail about all their orders", async () => {
    const orderIds = await putThree("folded");

    expect(await shop.sweep()).toMatchObject({ prompted: 3, deferred: 0 });
    await shop.deliver();

    expect(mailsTo("folded")).toEqual([orderIds.toSorted()]);
  });

  test.each([1, 2])("get one mail in batches of %i, too", async (batchSize) => {
    const name = `batched${batchSize}`;
    const orderIds = await putThree(name);

    await shop.sweep({ batchSize });
    await shop.deliver();

    expect(mailsTo(name)).toEqual([orderIds.toSorted()]);
  });

  test("share the cap, under whichever name they were written to", async () => {
    const [guest = "", first = "", second = ""] = await putThree("capped");
    await shop.sql(
      "update orchestrations set next_action_at = '2099-01-01' where order_id = any ($1)",
      [[guest, second]],
    );
    await shop.sweep();
    await shop.sql(
      "update orchestrations set next_action_at = '2026-01-02' where order_id = any ($1)",
      [[guest, second]],
    );

    await shop.sweep();

    expect(await decisionOf(first)).toMatchObject({ decision: "prompt" });
    for (const orderId of [guest, second])
      expect(await decisionOf(orderId)).toEqual({ decision: "defer", reason: "frequency_cap" });
  });

  test("share the cap with an operator's prompt", async () => {
    const [guest = "", first = ""] = await putThree("by-hand");
    await shop.sql(
      "update orchestrations set next_action_at = '2099-01-01' where order_id = any ($1)",
      [[guest]],
    );
    await shop.sweep();
    const bo = await signInAs(shop, "operator");
    const { version } = await shop.api.read(guest);

    const answer = await bo.act(guest, version, { action: "prompt_now", reason: "They called" });

    expect(await promptsOf(shop, first)).toHaveLength(1);
    expect(answer.body).toMatchObject({ code: "prompt_not_possible" });
    expect(await promptsOf(shop, guest)).toEqual([]);
  });

  test(`get one mail from ${AT_ONCE} sweepers and ${AT_ONCE} workers at once, ${ROUNDS} times`, async () => {
    const names = Array.from({ length: ROUNDS }, (_, nth) => `round${nth}`);
    for (const name of names) {
      await putThree(name);
      await Promise.all(Array.from({ length: AT_ONCE }, () => shop.sweep({ batchSize: 1 })));
      await Promise.all(Array.from({ length: AT_ONCE }, () => shop.deliver()));
    }

    expect(names.map((name) => mailsTo(name).length)).toEqual(names.map(() => 1));
  });

  test("are not written to under any name once one of them has opted out", async () => {
    const orderIds = await putThree("opted");
    await shop.api.putOrderUpdates("opted-1", false);

    await shop.sweep();
    await shop.deliver();

    expect(mailsTo("opted")).toEqual([]);
    expect(await Promise.all(orderIds.map(decisionOf))).toEqual([
      { decision: "suppress", reason: "unsubscribed" },
      { decision: "suppress", reason: "opted_out" },
      { decision: "suppress", reason: "unsubscribed" },
    ]);
  });

  test("are decided again at once when one of them opts in again", async () => {
    const [guest = "", first = "", second = ""] = await putThree("back");
    await shop.api.putOrderUpdates("back-1", false);
    await shop.sweep();

    await shop.api.putOrderUpdates("back-1", true);
    await shop.sweep();
    await shop.deliver();

    expect(mailsTo("back")).toEqual([[first, second, guest].toSorted()]);
  });
});

describe("a member who has opted out", () => {
  test("before they were reported has opted out of their mailbox, too", async () => {
    await shop.api.putOrderUpdates("early", false);
    await shop.api.putMember("early", { email: "Early@mailbox.example" });
    await shop.api.putOrder("early-guest", {
      memberId: null,
      email: "early@mailbox.example",
      placedAt: LONG_AGO,
    });

    await shop.sweep();

    expect(await decisionOf("early-guest")).toMatchObject({ reason: "unsubscribed" });
  });

  test("has opted out of their new mailbox when they change it", async () => {
    await shop.api.putMember("mover", { email: "mover@mailbox.example" });
    await shop.api.putOrderUpdates("mover", false);
    await shop.api.putMember("mover", { email: "moved@mailbox.example" });
    await shop.api.putOrder("moved-guest", {
      memberId: null,
      email: "moved@mailbox.example",
      placedAt: LONG_AGO,
    });

    await shop.sweep();

    expect(await decisionOf("moved-guest")).toMatchObject({ reason: "unsubscribed" });
  });
});

test("a domain in another script is one mailbox with its form in the DNS", async () => {
  const member = {
    name: "Ada",
    locale: null,
    timeZone: null,
    emailProblem: null,
    reportedAt: null,
  };
  await storeReportedMember(shop.context, {
    ...member,
    memberId: "script",
    // cspell:disable-next-line
    email: "Ada@BÜCHER.example",
  });
  await shop.api.putOrder("script-1", { memberId: "script", placedAt: LONG_AGO });
  await shop.api.putOrder("script-guest", {
    memberId: null,
    // cspell:disable-next-line
    email: "ada@xn--bcher-kva.example",
    placedAt: LONG_AGO,
  });
  await shop.api.putOrderUpdates("script", false);

  await shop.sweep();

  expect(await decisionOf("script-guest")).toEqual({
    decision: "suppress",
    reason: "unsubscribed",
  });
});

test("members with different mailboxes share nothing", async () => {
  await shop.api.putMember("dot", { email: "a.b@mailbox.example" });
  await shop.api.putMember("tag", { email: "ab+x@mailbox.example" });
  await shop.api.putOrder("dot-1", { memberId: "dot", placedAt: LONG_AGO });
  await shop.api.putOrder("tag-1", { memberId: "tag", placedAt: LONG_AGO });
  await shop.api.putOrderUpdates("dot", false);

  await shop.sweep();

  expect(await decisionOf("tag-1")).toMatchObject({ decision: "prompt" });
});
