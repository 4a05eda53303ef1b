import type { RecoveryPolicy } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { signInAs } from "../support/console.ts";
import { openEscalations } from "../support/escalations.ts";
import { expectWhole, makeDue } from "../support/paid-orders.ts";
import { promptsOf } from "../support/prompts.ts";

const PLACED = { placedAt: "2026-01-01T00:00:00Z" };
const DAY = 24 * 60;
const EVERY_MINUTE = "* * * * *";

/** Quiet from an hour ago until an hour from now, in UTC. */
function quietNow(): NonNullable<RecoveryPolicy["quietHours"]> {
  const now = new Date();
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  return {
    fromMinute: (minute + DAY - 60) % DAY,
    toMinute: (minute + 60) % DAY,
    timeZone: "UTC",
  };
}

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp({ ...PLAIN_POLICY, quietHours: quietNow() }, EVERY_MINUTE);
});
afterAll(async () => {
  await expectWhole(shop);
  await shop.close();
});

async function lastDecision(orderId: string) {
  const { events, nextActionAt } = await shop.api.read(orderId);
  return { ...events.at(-1)?.payload, nextActionAt };
}

describe("a prompt that is deferred", () => {
  test("remembers since when, and goes to an operator after a week", async () => {
    await shop.api.putMember("ada");
    await shop.api.putOrder("late", PLACED);
    await shop.sweep();
    const { deferredSince } = (await lastDecision("late")) as { deferredSince?: string };
    expect(deferredSince).toBeDefined();
    await makeDue(shop, "late");
    await shop.sweep();
    expect(await lastDecision("late")).toMatchObject({ decision: "defer", deferredSince });
    expect(await openEscalations(shop, "late")).toEqual([]);

    // As if a week had passed: in the state, and in the entry that it follows from.
    const week = "- interval '7 days'";
    await shop.tamper(
      `update orchestrations set deferred_since = deferred_since ${week} where order_id = 'late'`,
      `update orchestration_events set payload = payload || jsonb_build_object('deferredSince',
        to_char(((payload ->> 'deferredSince')::timestamptz ${week}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        where order_id = 'late' and payload ? 'deferredSince'`,
    );
    await makeDue(shop, "late");
    await shop.sweep();
    expect(await lastDecision("late")).toMatchObject({
      decision: "escalate",
      reason: "not_prompted",
    });
    expect(await openEscalations(shop, "late")).toEqual(["not_prompted"]);
    expect(await promptsOf(shop, "late")).toEqual([]);
  });
});

describe("another policy", () => {
  const adopt = async (text: string, inForce: string) => {
    const ada = await signInAs(shop, "admin");
    return ada.send("POST", "/policy/adopt", { text, reason: "Shorter nights", inForce });
  };

  test("that could never write to anybody is not adopted", async () => {
    const ada = await signInAs(shop, "admin");
    // Only the last minute of the day is open, and a sweep at noon.
    const noon = await startTestApp(PLAIN_POLICY, "0 12 * * *");
    try {
      const bo = await signInAs(noon, "admin");
      const text = 'version: shut\nquietHours: {from: "00:00", to: "23:59"}';
      const check = await bo.send("POST", "/policy/check", { text });
      expect(check.body).toMatchObject({ faults: [expect.stringMatching(/^quietHours: 23:59/)] });
      const said = { text, reason: "Shut", inForce: PLAIN_POLICY.version };
      expect(codeOf(await bo.send("POST", "/policy/adopt", said))).toBe("policy_invalid");
    } finally {
      await noon.close();
    }
    const rare = await ada.send("POST", "/policy/check", { text: "version: a\nworthSending: 1h" });
    expect(rare.body).toMatchObject({
      faults: [],
      warnings: [expect.stringMatching(/^worthSending: 1h/)],
    });
  });

  test("with shorter quiet hours decides again what the former one deferred, in the next sweep", async () => {
    await shop.api.putMember("grace");
    await shop.api.putOrder("deferred", { ...PLACED, memberId: "grace" });
    await shop.api.putOrder("paused", { ...PLACED, memberId: "grace" });
    await shop.api.putOrder("not-due", { memberId: "grace" });
    await shop.sweep();
    const before = await lastDecision("deferred");
    expect(before).toMatchObject({ decision: "defer", reason: "quiet_hours" });
    const until = new Date(Date.now() + 60 * 60_000).toISOString();
    await shop.api.post("/checkout/orchestrations/paused/pause", {
      until,
      reason: "W",
      operator: "bo",
    });
    expect((await shop.sweep()).processed).toBe(0);

    const text =
      "version: relaxed\nquietHours: off\nfrequencyCap: off\nfoldOrders: false\nmaxAge: off";
    expect((await adopt(text, PLAIN_POLICY.version)).status).toBe(200);
    const preview = await shop.api.get("/checkout/orchestrations/deferred/next-decision");
    expect(preview.body).toMatchObject({ state: "overdue", decision: "prompt" });
    const { processed } = await shop.sweep();
    expect(processed).toBe(1);
    expect(await lastDecision("deferred")).toMatchObject({ decision: "prompt" });
    expect(await promptsOf(shop, "deferred")).toHaveLength(1);
    expect(await promptsOf(shop, "paused")).toEqual([]);
    expect(await promptsOf(shop, "not-due")).toEqual([]);
    expect((await shop.sweep()).processed).toBe(0);
  });

  test("that defers, too, decides once and keeps since when", async () => {
    const { fromMinute, toMinute } = quietNow();
    const clock = (minute: number) =>
      `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const quiet = `quietHours: {from: "${clock(fromMinute)}", to: "${clock(toMinute)}"}`;
    const rest = "frequencyCap: off\nfoldOrders: false\nmaxAge: off";
    await adopt(`version: night-1\n${quiet}\n${rest}`, "relaxed");
    await shop.api.putMember("mary");
    await shop.api.putOrder("kept", { ...PLACED, memberId: "mary" });
    await shop.sweep();
    const first = await lastDecision("kept");
    expect(first).toMatchObject({ decision: "defer", policyVersion: "night-1" });
    await adopt(`version: night-2\n${quiet}\n${rest}`, "night-1");
    expect((await shop.sweep()).processed).toBe(1);
    expect((await shop.sweep()).processed).toBe(0);
    const { deferredSince } = first as { deferredSince?: string };
    expect(await lastDecision("kept")).toMatchObject({ policyVersion: "night-2", deferredSince });
  });

  test("writes one message about all deferred orders of a person, however small the batches are", async () => {
    await shop.api.putMember("lina");
    const orderIds = ["fold-1", "fold-2", "fold-3"];
    for (const orderId of orderIds)
      await shop.api.putOrder(orderId, { ...PLACED, memberId: "lina" });
    await shop.sweep();
    await adopt("version: folded\nquietHours: off\nmaxAge: off", "night-2");
    await shop.sweep({ batchSize: 1 });
    const prompts = await Promise.all(orderIds.map((orderId) => promptsOf(shop, orderId)));
    expect(prompts.flat()).toHaveLength(3);
    const messages = await shop.sql(
      "select distinct message_id from prompts where order_id like 'fold-%'",
    );
    expect(messages).toHaveLength(1);
  });
});
