import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import type { MailTransport } from "../../src/mail/transport.ts";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, foldsOrders: true });
});
afterAll(async () => {
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  await shop.close();
});

const NOBODYS = "00000000-0000-4000-8000-000000000000";

/** A mail server that breaks off between the end marker and its answer, or refuses permanently. */
function transportThat(ends: "breaks off" | "refuses"): MailTransport {
  return {
    kind: "smtp",
    isIdempotent: false,
    async send({ beforeEnd, afterEnd }) {
      const refusal = { permanent: true, recipientRejected: false, isConnectionError: false };
      if (ends === "refuses") return { kind: "rejected", ...refusal, response: "554 No" };
      if ((await beforeEnd?.()) === "stop") return { kind: "stopped" };
      afterEnd?.();
      return { kind: "ambiguous", error: new Error("read ECONNRESET") };
    },
    async close() {},
  };
}

/** A member's orders in one message with this outcome. */
async function putStuck(ends: "breaks off" | "refuses", ...orderIds: string[]): Promise<void> {
  const memberId = `member-of-${orderIds[0]}`;
  await shop.api.putMember(memberId);
  for (const orderId of orderIds) {
    await shop.api.putOrder(orderId, { memberId, placedAt: "2026-01-01T00:00:00Z" });
  }
  await shop.sweep();
  await shop.deliver({ transport: transportThat(ends) });
}

type Verb = "resend" | "mark-sent";

async function act(verb: Verb, orderId: string, body: object = {}, headers = {}) {
  const { notificationId } = await promptOf(shop, orderId);
  const said = { reason: "Not in the server's log", operator: "bo", ...body };
  return shop.api.post(`/notifications/${notificationId}/${verb}`, said, headers);
}

async function statesOf(...orderIds: string[]): Promise<string[]> {
  return Promise.all(orderIds.map(async (orderId) => (await promptOf(shop, orderId)).state));
}

async function lastEntryOf(orderId: string) {
  const { events } = await shop.api.read(orderId);
  return events.at(-1);
}

function mailsAbout(orderId: string): number {
  return shop.mails.filter(({ text }) => text.includes(`order=${orderId}&`)).length;
}

describe("resending", () => {
  test.each([
    ["breaks off", "unknown", "read ECONNRESET"],
    ["refuses", "dead", "554 No"],
  ] as const)("a prompt whose mail server %s sends it again", async (ends, state, lastError) => {
    const orderId = `resent-${state}`;
    await putStuck(ends, orderId);
    const stuck = await promptOf(shop, orderId);
    expect(stuck).toMatchObject({ state, lastError: expect.stringContaining(lastError) });

    const { status, body } = await act("resend", orderId);

    // The cause stays visible to operators.
    const due = { ...stuck, state: "retry", attempts: 0 };
    expect({ status, body }).toEqual({ status: 200, body: due });
    await shop.deliver();
    expect(await promptOf(shop, orderId)).toMatchObject({ state: "sent", attempts: 1 });
    expect(mailsAbout(orderId)).toBe(1);
  });

  test("is in the timeline: which prompt, by whom and why", async () => {
    await putStuck("breaks off", "noted");
    const { notificationId, messageId } = await promptOf(shop, "noted");

    await act("resend", "noted");

    expect(await lastEntryOf("noted")).toMatchObject({
      kind: "operator",
      actor: "bo",
      note: "Not in the server's log",
      payload: { action: "prompt_resent", notificationId, messageId, step: 0 },
    });
  });

  test("a prompt that is long overdue makes it worth sending again", async () => {
    await putStuck("breaks off", "stale");
    await shop.sql("update prompts set worth_until = '2026-01-02' where order_id = 'stale'");
    await act("resend", "stale");
    await shop.deliver();
    expect(await statesOf("stale")).toEqual(["sent"]);
  });

  test("a prompt whose order has moved on is cancelled by the last look", async () => {
    await putStuck("breaks off", "moved-on");
    await shop.api.postEvent("moved-on", { stage: "payment", status: "completed" });
    expect((await act("resend", "moved-on")).status).toBe(200);
    await shop.deliver();
    expect(await statesOf("moved-on")).toEqual(["cancelled"]);
    expect(mailsAbout("moved-on")).toBe(0);
  });

  test("a prompt of an order that turned out to be a test is suppressed by the last look", async () => {
    await putStuck("refuses", "tested");
    await shop.api.putOrder("tested", { memberId: "member-of-tested", test: true });
    await act("resend", "tested");
    await shop.deliver();
    expect(await statesOf("tested")).toEqual(["suppressed"]);
    expect(mailsAbout("tested")).toBe(0);
  });

  test("a prompt of a closed order is refused: none of its prompts may be sent", async () => {
    await putStuck("breaks off", "closed");
    await shop.api.post("/checkout/orchestrations/closed/cancel", {});
    const refused = await act("resend", "closed");
    expect([refused.status, codeOf(refused)]).toEqual([409, "orchestration_closed"]);
    expect(await statesOf("closed")).toEqual(["unknown"]);
  });
});

describe("marking as sent", () => {
  test("records an unknown prompt as sent, and sends nothing", async () => {
    await putStuck("breaks off", "found");
    const { status, body } = await act("mark-sent", "found", { operator: undefined });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { orderId: "found", state: "sent", sentAt: expect.any(String) },
    });
    await shop.deliver();
    expect(mailsAbout("found")).toBe(0);
    expect(await lastEntryOf("found")).toMatchObject({
      kind: "operator",
      actor: "operator",
      payload: { action: "prompt_marked_sent" },
    });
  });

  test("also works for a closed order, because it is about the past", async () => {
    await putStuck("breaks off", "found-late");
    await shop.api.post("/checkout/orchestrations/found-late/cancel", {});
    expect((await act("mark-sent", "found-late")).status).toBe(200);
  });

  test("is refused for a dead prompt: it certainly was not sent", async () => {
    await putStuck("refuses", "dead");
    const refused = await act("mark-sent", "dead");
    expect([refused.status, codeOf(refused)]).toEqual([409, "prompt_not_stuck"]);
    expect(await statesOf("dead")).toEqual(["dead"]);
  });
});

describe("orders that were folded into one message", () => {
  test.each([
    ["resend", "retry"],
    ["mark-sent", "sent"],
  ] as const)("%s changes the whole message, and is in each order's timeline", async (verb, to) => {
    const orderIds = ["c", "a", "b"].map((name) => `${verb}-${name}`);
    await putStuck("breaks off", ...orderIds);
    expect(await statesOf(...orderIds)).toEqual(["unknown", "unknown", "unknown"]);

    await act(verb, `${verb}-b`);

    expect(await statesOf(...orderIds)).toEqual([to, to, to]);
    const { messageId } = await promptOf(shop, `${verb}-a`);
    for (const orderId of orderIds) {
      const { notificationId } = await promptOf(shop, orderId);
      expect(await lastEntryOf(orderId)).toMatchObject({
        kind: "operator",
        payload: { notificationId, messageId },
      });
    }
  });

  test("are sent again in one message", async () => {
    await putStuck("breaks off", "together-1", "together-2");
    const { messageId } = await promptOf(shop, "together-1");
    await act("resend", "together-2");
    await shop.deliver();
    expect(shop.mails.filter((mail) => mail.messageId === messageId)).toHaveLength(1);
    expect(await statesOf("together-1", "together-2")).toEqual(["sent", "sent"]);
  });

  test("are left out of the message if they are closed", async () => {
    await putStuck("breaks off", "open-one", "closed-one");
    await shop.api.post("/checkout/orchestrations/closed-one/cancel", {});
    await act("resend", "open-one");
    expect(await statesOf("open-one", "closed-one")).toEqual(["retry", "unknown"]);
    expect(await lastEntryOf("closed-one")).toMatchObject({ kind: "cancelled" });
  });

  test("stay unchanged if their prompt has another state", async () => {
    await putStuck("breaks off", "unclear", "known-dead");
    await shop.sql("update prompts set state = 'dead' where order_id = 'known-dead'");
    await act("resend", "unclear");
    expect(await statesOf("unclear", "known-dead")).toEqual(["retry", "dead"]);
  });

  test("are all changed or none, even if one write fails", async () => {
    await putStuck("breaks off", "all-1", "all-2");
    // The next version is taken, so the entry of any action on this order is refused.
    await shop.tamper(
      `insert into orchestration_events select (jsonb_populate_record(e, '{"version": 3}')).*
      from orchestration_events e where order_id = 'all-2' and version = 1`,
    );
    const version = (await shop.api.read("all-1")).version;

    expect((await act("resend", "all-1")).status).toBe(500);

    expect(await statesOf("all-1", "all-2")).toEqual(["unknown", "unknown"]);
    expect((await shop.api.read("all-1")).version).toBe(version);
    await shop.tamper("delete from orchestration_events where order_id = 'all-2' and version = 3");
  });
});

describe("a prompt that is not stuck", () => {
  test.each(["resend", "mark-sent"] as const)("is refused and left as it is: %s", async (verb) => {
    await putPrompted(shop, `pending-${verb}`, { memberId: null, email: "guest@x.example" });
    const refused = await act(verb, `pending-${verb}`);
    expect([refused.status, codeOf(refused)]).toEqual([409, "prompt_not_stuck"]);
    expect(await statesOf(`pending-${verb}`)).toEqual(["pending"]);
    expect(await lastEntryOf(`pending-${verb}`)).toMatchObject({ kind: "sweep" });
  });

  test("is refused if it does not exist", async () => {
    const body = { reason: "Looking" };
    const refused = await shop.api.post(`/notifications/${NOBODYS}/resend`, body);
    expect([refused.status, codeOf(refused)]).toEqual([404, "notification_unknown"]);
  });
});

describe("two operators", () => {
  test("who act on two orders of one message at once cause no deadlock, and one of them succeeds", async () => {
    await putStuck("breaks off", "race-1", "race-2");
    const answers = await Promise.all(
      ["race-1", "race-2", "race-1", "race-2"].map((orderId) => act("resend", orderId)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  });

  test("or one who sends a request twice with the same key: the first answer, one effect", async () => {
    await putStuck("breaks off", "keyed");
    const once = { "idempotency-key": "resend-1" };
    const first = await act("resend", "keyed", {}, once);
    const again = await act("resend", "keyed", {}, once);
    expect(again.body).toEqual(first.body);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect((await shop.api.read("keyed")).version).toBe(3);
    const other = await act("mark-sent", "keyed", {}, once);
    expect(codeOf(other)).toBe("idempotency_key_reused");
  });
});
