import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openEscalations } from "../support/escalations.ts";
import { makeDue } from "../support/paid-orders.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterEach(async () => {
  await shop.sql("update orchestrations set next_action_at = now() + interval '99 d'");
  await shop.sql("update prompts set state = 'cancelled' where state in ('pending', 'retry')");
});
afterAll(() => shop.close());

async function putPromptedMember(orderId: string): Promise<void> {
  await shop.api.putMember(orderId);
  await putPrompted(shop, orderId, { memberId: orderId });
}

/** The next prompt is decided, and its turn comes when it is no longer worth sending. */
async function dropNext(orderId: string): Promise<void> {
  await makeDue(shop, orderId);
  await shop.sweep();
  await drop(orderId);
}

async function drop(orderId: string): Promise<void> {
  const stale = "update prompts set worth_until = now() - interval '1 h' where order_id = $1";
  await shop.sql(stale, [orderId]);
  await shop.deliver();
}

async function statesOf(orderId: string): Promise<string[]> {
  return (await promptsOf(shop, orderId)).map(({ state }) => state).toReversed();
}

async function lastDecision(orderId: string) {
  const { events, nextActionAt } = await shop.api.read(orderId);
  const last = events.at(-1);
  const inHours = (Date.parse(nextActionAt ?? "") - Date.parse(last?.recordedAt ?? "")) / 3_600_000;
  return { ...last?.payload, inHours: Math.round(inHours) };
}

test("an order whose prompts could not be sent is with an operator as not prompted, and no more are tried", async () => {
  await putPromptedMember("never");
  await drop("never");
  for (let round = 0; round < 6; round += 1) await dropNext("never");

  expect(await statesOf("never")).toEqual(["dead", "dead", "dead", "dead"]);
  expect(await openEscalations(shop, "never")).toEqual(["not_prompted"]);
  await shop.api.putMember("never", { email: "never@new.example" });
  await shop.api.putMember("never", { email: "never@newer.example" });
  await makeDue(shop, "never");
  await shop.sweep();
  expect(await lastDecision("never")).toMatchObject({ decision: "prompt" });
});

test("a prompt that could not be sent uses up no step: the whole cadence follows", async () => {
  await putPromptedMember("once");
  await drop("once");
  await makeDue(shop, "once");
  await shop.sweep();
  // The interval is the one after a first mail.
  expect(await lastDecision("once")).toMatchObject({ decision: "prompt", inHours: 6 });
  await shop.deliver();
  for (let mail = 0; mail < 4; mail += 1) {
    await makeDue(shop, "once");
    await shop.sweep();
    await shop.deliver();
  }

  expect(await statesOf("once")).toEqual(["dead", "sent", "sent", "sent", "sent"]);
  expect(await openEscalations(shop, "once")).toEqual(["cadence_exhausted"]);
});

test("a prompt that a pause withdrew uses up no step", async () => {
  await putPromptedMember("paused");
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const said = { reason: "The member called", operator: "bo" };
  await shop.api.post("/checkout/orchestrations/paused/pause", { ...said, until });
  await shop.api.post("/checkout/orchestrations/paused/resume", said);
  await makeDue(shop, "paused");
  await shop.sweep();

  expect(await statesOf("paused")).toEqual(["cancelled", "pending"]);
  expect(await lastDecision("paused")).toMatchObject({ decision: "prompt", inHours: 6 });
});

test("a prompt about a later stage that was given up uses up no step of it", async () => {
  await shop.api.putMember("ahead");
  await shop.api.putOrder("ahead", { memberId: "ahead", placedAt: "2026-01-01T00:00:00Z" });
  const occurredAt = new Date(Date.now() - 2 * 86_400_000).toISOString();
  await shop.api.postEvent("ahead", { stage: "payment", status: "in_progress", occurredAt });
  await dropNext("ahead");
  expect(await promptsOf(shop, "ahead")).toMatchObject([{ stage: "verification", state: "dead" }]);
  await makeDue(shop, "ahead");
  await shop.sweep();
  expect(await lastDecision("ahead")).toMatchObject({
    decision: "prompt",
    ahead: true,
    inHours: 6,
  });
});
