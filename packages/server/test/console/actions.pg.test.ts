import { OrderPage, Preview } from "@followthrough/core/contract";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { afterAll, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";

const shop = await startTestApp();
const bo = await signInAs(shop, "operator", "Bo Lind");
afterAll(() => shop.close());

const FAR_OFF = new Date(Date.now() + 300 * 86_400_000).toISOString();
let orders = 0;

/** Reports an order with a new member. @returns the order's id */
async function newOrder(): Promise<string> {
  orders += 1;
  const orderId = `console-${orders}`;
  await shop.api.putMember(`member-${orders}`);
  await shop.api.putOrder(orderId, { memberId: `member-${orders}`, orderNumber: `N-${orders}` });
  return orderId;
}

async function makeOverdue(orderId: string, event: object = {}): Promise<void> {
  const due = { stage: "payment", status: "waiting", nextActionAt: "2026-01-01T00:00:00Z" };
  await shop.api.postEvent(orderId, { ...due, ...event });
}

async function readPage(orderId: string): Promise<OrderPage> {
  return OrderPage.parse((await bo.get(`/orders/${orderId}`)).body);
}

async function latest(orderId: string) {
  const { orchestration } = await readPage(orderId);
  const entry = orchestration.events.at(-1);
  if (entry === undefined) throw new Error("A timeline has entries");
  return { entry, orchestration };
}

test.each([
  [
    { action: "complete_stage", stage: "payment", reason: "Paid in the shop" },
    "stage",
    "completed",
  ],
  [{ action: "fail_stage", stage: "payment", reason: "The bank says no" }, "stage", "failed"],
  [{ action: "pause", until: FAR_OFF, reason: "On holiday" }, "paused", "not_started"],
  [{ action: "cancel", reason: "Ordered twice" }, "cancelled", "not_started"],
  [{ action: "add_note", reason: "Called, will pay" }, "operator", "not_started"],
])(
  "%o stands in the timeline with the operator's name and the reason",
  async (action, kind, status) => {
    const orderId = await newOrder();
    expect((await bo.act(orderId, 1, action)).status).toBe(200);
    const { entry } = await latest(orderId);
    expect(entry).toMatchObject({
      kind,
      status,
      actor: "Bo Lind",
      note: action.reason,
      version: 2,
    });
  },
);

test("an operator ends a pause once", async () => {
  const orderId = await newOrder();
  await bo.act(orderId, 1, { action: "pause", until: FAR_OFF, reason: "On holiday" });
  expect((await bo.act(orderId, 2, { action: "resume", reason: "Back" })).status).toBe(200);
  expect((await latest(orderId)).orchestration.pausedUntil).toBeNull();
  const again = await bo.act(orderId, 3, { action: "resume", reason: "Back" });
  expect(codeOf(again)).toBe("orchestration_not_paused");
});

test("of two operators who saw the same version one acts, and the other is refused", async () => {
  const orderId = await newOrder();
  const eve = await signInAs(shop, "operator", "Eve Roth");
  const answers = await Promise.all([
    bo.act(orderId, 1, { action: "cancel", reason: "Ordered twice" }),
    eve.act(orderId, 1, { action: "complete_stage", stage: "payment", reason: "Paid" }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect((await latest(orderId)).orchestration.version).toBe(2);
});

test("every action on a stale page is refused, and nothing is recorded", async () => {
  const orderId = await newOrder();
  await makeOverdue(orderId, { waitingOn: "operator" });
  await shop.sweep();
  const page = await readPage(orderId);
  const [escalation] = page.escalations;
  const stale = page.orchestration.version - 1;
  const reason = "I did not see what came";
  for (const action of [
    { action: "complete_stage", stage: "payment", reason },
    { action: "fail_stage", stage: "payment", reason },
    { action: "pause", until: FAR_OFF, reason },
    { action: "cancel", reason },
    { action: "add_note", reason },
    { action: "prompt_now", reason },
    { action: "issue_resume_link", reason },
    { action: "assign", escalationId: escalation?.escalationId, assignee: "Bo Lind", reason },
    { action: "resolve", escalationId: escalation?.escalationId, reason },
  ]) {
    expect(codeOf(await bo.act(orderId, stale, action)), action.action).toBe("precondition_failed");
  }
  expect((await readPage(orderId)).orchestration.version).toBe(page.orchestration.version);
});

test("a repeated click has no second effect and gets the same answer", async () => {
  const orderId = await newOrder();
  const action = { action: "add_note", reason: "Once" };
  const first = await bo.act(orderId, 1, action, "one-click");
  const again = await bo.act(orderId, 1, action, "one-click");
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  expect((await latest(orderId)).orchestration.version).toBe(2);
});

test("a viewer may look but not act, and a visitor who is not signed in may do neither", async () => {
  const orderId = await newOrder();
  const viewer = await signInAs(shop, "viewer");
  expect((await viewer.get(`/orders/${orderId}`)).status).toBe(200);
  const refused = await viewer.act(orderId, 1, { action: "add_note", reason: "May I?" });
  expect(codeOf(refused)).toBe("role_insufficient");
  const bare = await shop.app.inject({ method: "GET", url: `/console/api/orders/${orderId}` });
  expect(bare.statusCode).toBe(401);
});

test("an escalation is assigned and resolved on its order's page, under the operator's name", async () => {
  const orderId = await newOrder();
  await makeOverdue(orderId, { waitingOn: "operator" });
  await shop.sweep();
  const { escalations, orchestration } = await readPage(orderId);
  const escalationId = escalations[0]?.escalationId;
  const mine = { action: "assign", escalationId, assignee: "Bo Lind", reason: "Mine" };
  expect((await bo.act(orderId, orchestration.version, mine)).status).toBe(200);
  const done = { action: "resolve", escalationId, reason: "Packed by hand" };
  expect((await bo.act(orderId, orchestration.version + 1, done)).status).toBe(200);
  expect((await readPage(orderId)).escalations).toMatchObject([
    { assignee: "Bo Lind", resolvedBy: "Bo Lind", resolution: "Packed by hand" },
  ]);
});

test("another order's escalation can't be resolved on this order's page", async () => {
  const [orderId, other] = [await newOrder(), await newOrder()];
  await makeOverdue(other, { waitingOn: "operator" });
  await shop.sweep();
  const escalationId = (await readPage(other)).escalations[0]?.escalationId;
  const answer = await bo.act(orderId, 1, {
    action: "resolve",
    escalationId,
    reason: "Wrong page",
  });
  expect(codeOf(answer)).toBe("escalation_unknown");
});

test("prompt now sends the next cadence step immediately, and records who requested it", async () => {
  const orderId = await newOrder();
  expect((await bo.act(orderId, 1, { action: "prompt_now", reason: "They asked" })).status).toBe(
    200,
  );
  const before = shop.mails.length;
  expect(await shop.deliver()).toBeGreaterThan(0);
  expect(shop.mails.length).toBe(before + 1);
  const { orchestration, prompts } = await readPage(orderId);
  expect(prompts).toMatchObject([{ state: "sent", step: 0, hasCopy: true }]);
  expect(orchestration.events.slice(-2)).toMatchObject([
    { kind: "operator", actor: "Bo Lind", note: "They asked" },
    { kind: "sweep", payload: { decision: "prompt", step: 0 } },
  ]);
});

test("prompt now sends no mail to a member who opted out", async () => {
  const orderId = await newOrder();
  await shop.api.putOrderUpdates(`member-${orders}`, false);
  const answer = await bo.act(orderId, 1, { action: "prompt_now", reason: "Please" });
  expect(codeOf(answer)).toBe("prompt_not_possible");
  expect(answer.body).toMatchObject({ detail: "opted_out" });
  expect((await readPage(orderId)).prompts).toEqual([]);
});

test("the mail is shown as it went out, without the links that open the order or stop mail", async () => {
  const orderId = await newOrder();
  await bo.act(orderId, 1, { action: "prompt_now", reason: "They asked" });
  await shop.deliver();
  const sent = shop.mails.at(-1);
  const { prompts } = await readPage(orderId);
  expect(prompts[0]?.log).toMatchObject([{ attempt: 1, outcome: "sent", error: null }]);
  const id = encodeURIComponent(prompts[0]?.messageId ?? "");
  const copy = (await bo.get(`/messages/${id}`)).body as { html: string; subject: string };
  const tokens = [...(sent?.html.matchAll(/token=([\w.-]{20,})/g) ?? [])].map(([, token]) => token);
  expect(tokens.length).toBeGreaterThan(0);
  expect(copy.subject).toBe(sent?.subject);
  for (const token of tokens) expect(copy.html).not.toContain(token);
  expect(copy.html).toBe(sent?.html.replace(/token=[\w.~%+/=-]+/g, "token=-"));
  const page = await bo.get(`/messages/${id}/html`);
  expect(page.headers["content-security-policy"]).toContain("sandbox");
  expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
});

test("a resume link opens the order, is recorded in the timeline, and is stored nowhere", async () => {
  const orderId = await newOrder();
  const answer = await bo.act(orderId, 1, {
    action: "issue_resume_link",
    reason: "They lost the mail",
  });
  const url = new URL(String((answer.body as { resumeUrl: string }).resumeUrl));
  const token = url.searchParams.get("token") ?? "";
  const opened = await shop.api.get(`/checkout/orchestrations/${orderId}`, {
    "x-order-token": token,
  });
  expect(opened.status).toBe(200);
  expect((await latest(orderId)).entry).toMatchObject({
    actor: "Bo Lind",
    payload: { action: "resume_link_issued" },
  });
  const kept = await shop.sql("select answer::text from idempotency_keys where order_id = $1", [
    orderId,
  ]);
  expect(JSON.stringify(kept)).not.toContain(token);
});

test("a preview says what would happen to each order, and changes nothing", async () => {
  const [open, closed, moved] = [await newOrder(), await newOrder(), await newOrder()];
  await shop.api.post(`/checkout/orchestrations/${closed}/cancel`, {});
  await makeOverdue(moved);
  const answer = await bo.send("POST", "/actions/preview", {
    what: { action: "cancel", reason: "Closing the shop" },
    orders: [open, closed, moved, "nobody-knows"].map((orderId) => ({
      orderId,
      version: orderId === closed ? 2 : 1,
    })),
  });
  expect(Preview.parse(answer.body).items).toMatchObject([
    { orderId: open, verdict: "does", status: "cancelled" },
    { orderId: closed, verdict: "refused", code: "orchestration_closed" },
    { orderId: moved, verdict: "stale" },
    { orderId: "nobody-knows", verdict: "refused", code: "order_unknown" },
  ]);
  expect((await readPage(open)).orchestration).toMatchObject({ status: "not_started", version: 1 });
});

test("with a frequency cap, an operator and a sweep never send two prompts", async () => {
  const capped = await startTestApp({
    ...PLAIN_POLICY,
    frequencyCapMs: DEFAULT_POLICY.frequencyCapMs,
  });
  try {
    const operator = await signInAs(capped, "operator");
    await capped.api.putMember("ada");
    await capped.api.putOrder("one", { memberId: "ada" });
    await capped.api.putOrder("two", { memberId: "ada" });
    const first = await operator.act("one", 1, { action: "prompt_now", reason: "Now" });
    const second = await operator.act("two", 1, { action: "prompt_now", reason: "And now" });
    expect([first.status, codeOf(second)]).toEqual([200, "prompt_not_possible"]);
    expect(await capped.sql("select order_id from prompts")).toEqual([{ order_id: "one" }]);
  } finally {
    await capped.close();
  }
});

test("the last prompt's time is when a mail went out, for any of the shopper's orders", async () => {
  const first = await newOrder();
  const memberId = `member-${orders}`;
  await shop.api.putOrder("console-other", { memberId });
  await shop.api.putOrder("console-guest", { memberId: null, email: "Guest@shoppers.example" });
  for (const orderId of [first, "console-guest"]) await makeOverdue(orderId);
  const shown = [first, "console-other", "console-guest"];
  const writtenTo = async () =>
    Promise.all(shown.map(async (id) => (await readPage(id)).shopper.lastPromptedAt !== null));

  await shop.sweep();
  expect(await writtenTo()).toEqual([false, false, false]);
  await shop.deliver();
  expect(await writtenTo()).toEqual([true, true, true]);
});

test("points are waived under the operator's name, after a preview of what goes back and what is added", async () => {
  const orderId = await newOrder();
  const action = { action: "waive_points", reason: "Spent elsewhere" };
  const preview = async (id: string, version: number) => {
    const orders = [{ orderId: id, version }];
    const answer = await bo.send("POST", "/actions/preview", { what: action, orders });
    return Preview.parse(answer.body).items[0];
  };
  const memberId = `redeemer-${orderId}`;
  await shop.api.post(`/loyalty/accounts/${memberId}/credits`, { reference: "r", points: 100 });
  const redeeming = { memberId, redeemPoints: 60, pointsValue: { amount: 600, currency: "EUR" } };
  await shop.api.putOrder(`redeems-${orderId}`, redeeming);
  const { version } = (await readPage(`redeems-${orderId}`)).orchestration;

  expect(await preview(orderId, 1)).toMatchObject({ added: { amount: 0 }, pointsBack: 0 });
  expect(await preview(`redeems-${orderId}`, version)).toMatchObject({
    verdict: "does",
    added: { amount: 600, currency: "EUR" },
    pointsBack: 60,
  });
  expect((await bo.act(`redeems-${orderId}`, version, action)).status).toBe(200);

  const { order, orchestration } = await readPage(`redeems-${orderId}`);
  expect(order).toMatchObject({ pointsWaived: true });
  expect(orchestration.events.at(-1)).toMatchObject({
    actor: "Bo Lind",
    payload: { reason: "Spent elsewhere" },
  });
  expect(await preview(`redeems-${orderId}`, version + 1)).toMatchObject({
    verdict: "refused",
    code: "points_waived",
  });
});

test("points that are captured can't be waived, and the preview says so", async () => {
  const memberId = "captured-member";
  await shop.api.post(`/loyalty/accounts/${memberId}/credits`, { reference: "r", points: 60 });
  await shop.api.putOrder("captured-order", { memberId, redeemPoints: 60 });
  await shop.api.post("/loyalty/holds/order.captured-order/capture", {});
  const { version } = (await readPage("captured-order")).orchestration;
  const action = { action: "waive_points", reason: "Too late" };

  const answer = await bo.send("POST", "/actions/preview", {
    what: action,
    orders: [{ orderId: "captured-order", version }],
  });
  const refused = await bo.act("captured-order", version, action);

  expect(Preview.parse(answer.body).items[0]).toMatchObject({ code: "already_captured" });
  expect(codeOf(refused)).toBe("already_captured");
  expect((await readPage("captured-order")).orchestration.version).toBe(version);
});
