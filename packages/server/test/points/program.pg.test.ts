import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkInvariants } from "../../src/engine/check-invariants.ts";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { createHttpProgram } from "../../src/ledger/http-program.ts";
import type { PointsProgram } from "../../src/ledger/points-program.ts";
import { closeBoss, openBoss } from "../../src/platform/jobs/open-boss.ts";
import type { RepeatedTask } from "../../src/platform/jobs/repeated-task.ts";
import { startProgramQueue } from "../../src/points/program-queue.ts";
import { reconcileProgram } from "../../src/points/reconcile-program.ts";
import { API_KEY, codeOf } from "../support/api.ts";
import { PLAIN_POLICY, startTestApp, type TestApp } from "../support/app.ts";
import { createBuiltInProgram } from "../support/built-in-program.ts";
import { openEscalations } from "../support/escalations.ts";
import { A_DAY, letExpire, loyaltyOf, putPoints } from "../support/loyalty.ts";
import { openProgramLine, type ProgramLine } from "../support/program.ts";
import { waive } from "../support/redeeming-orders.ts";

// The points program is another installation of the product: a real ledger behind a real API.
let program: TestApp;
let shop: TestApp;
let line: ProgramLine;
let provider: PointsProgram;
let boss: PgBoss;
let queue: RepeatedTask;
beforeAll(async () => {
  program = await startTestApp();
  const origin = await program.app.listen({ host: "127.0.0.1", port: 0 });
  line = await openProgramLine(`${origin}/api/v1`);
  provider = createHttpProgram({ url: line.url, key: API_KEY });
  shop = await startTestApp(PLAIN_POLICY, undefined, { program: provider });
  const { connectionString, context } = shop;
  boss = await openBoss({ connectionString, log: context.log, max: 2, keepsSchedule: true });
  queue = await startProgramQueue(boss, context, {
    provider,
    retry: { limit: 2, delaySeconds: 0 },
  });
});
afterAll(async () => {
  await queue.stop();
  await closeBoss(boss);
  await line.close();
  const reports = await checkInvariants(shop.context);
  expect(reports.filter(({ count }) => count > 0)).toEqual([]);
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  await Promise.all([program.close(), shop.close()]);
});

const PATIENCE = { timeout: 25_000 };

async function putRedeeming(name: string, points = 60): Promise<void> {
  await shop.api.putMember(name);
  await putPoints(program, name, 100);
  await shop.api.putOrder(name, { memberId: name, redeemPoints: points });
  queue.wake();
}

const stageOf = async (orderId: string) => (await shop.api.read(orderId)).stages[2]?.status;
const untilHeld = (orderId: string) =>
  expect.poll(() => stageOf(orderId), PATIENCE).toBe("completed");
const balanceOf = async (memberId: string) => (await loyaltyOf(program, memberId)).balance;

async function complete(orderId: string, ...stages: readonly string[]): Promise<void> {
  for (const stage of stages) await shop.api.postEvent(orderId, { stage, status: "completed" });
  queue.wake();
}

async function cancel(orderId: string): Promise<void> {
  await shop.api.post(`/checkout/orchestrations/${orderId}/cancel`, {});
  queue.wake();
}

describe("an order whose points are kept by a points program", () => {
  test("waits for the program, which holds the points and captures them when it is fulfilled", async () => {
    await putRedeeming("far");
    await untilHeld("far");
    expect(await balanceOf("far")).toEqual({ posted: 100, pending: 60, available: 40, debt: 0 });

    await complete("far", "payment", "verification", "fulfillment");

    await expect.poll(() => balanceOf("far"), PATIENCE).toMatchObject({ posted: 40, pending: 0 });
    expect((await shop.api.read("far")).loyaltyHold).toMatchObject({ state: "captured" });
  });

  test("has them released there when it is cancelled", async () => {
    await putRedeeming("far-cancelled");
    await untilHeld("far-cancelled");

    await cancel("far-cancelled");

    await expect.poll(() => balanceOf("far-cancelled"), PATIENCE).toMatchObject({ pending: 0 });
  });

  test("waits for its member when the program refuses the hold", async () => {
    await putRedeeming("far-poor", 500);

    await expect.poll(() => stageOf("far-poor"), PATIENCE).toBe("failed");
    expect((await shop.api.read("far-poor")).stages[2]?.note).toBe("500 points could not be held");
  });

  test("has them released when their time is over, which opens the stage again", async () => {
    await putRedeeming("far-expired");
    await untilHeld("far-expired");
    await letExpire(shop, "order.far-expired");

    await shop.sweep();
    queue.wake();

    expect(await shop.api.read("far-expired")).toMatchObject({ loyaltyHold: { state: "expired" } });
    expect(await stageOf("far-expired")).toBe("failed");
    await expect.poll(() => balanceOf("far-expired"), PATIENCE).toMatchObject({ pending: 0 });
  });

  test("has them held for longer there when it makes progress", async () => {
    await putRedeeming("far-slow");
    await untilHeld("far-slow");
    for (const { sql } of [shop, program]) {
      await sql(
        "update loyalty_holds set expires_at = now() + interval '1 hour' where hold_id = 'order.far-slow'",
      );
    }

    await shop.api.postEvent("far-slow", { stage: "payment", status: "in_progress" });
    queue.wake();

    const endsAt = async () =>
      Date.parse((await loyaltyOf(program, "far-slow")).holds[0]?.expiresAt ?? "");
    await expect.poll(endsAt, PATIENCE).toBeGreaterThan(Date.now() + 6 * A_DAY);
  });

  test("has them held there for longer as long as it is paid, and they never expire here", async () => {
    await putRedeeming("far-paid");
    await untilHeld("far-paid");
    await complete("far-paid", "payment");
    for (const { sql } of [shop, program]) {
      await sql(
        "update loyalty_holds set expires_at = now() + interval '30 minutes' where hold_id = 'order.far-paid'",
      );
    }

    await shop.sweep();
    queue.wake();

    const endsAt = async () =>
      Date.parse((await loyaltyOf(program, "far-paid")).holds[0]?.expiresAt ?? "");
    await expect.poll(endsAt, PATIENCE).toBeGreaterThan(Date.now() + 6 * A_DAY);
    await letExpire(shop, "order.far-paid");
    await shop.sweep();
    expect((await shop.api.read("far-paid")).loyaltyHold).toMatchObject({
      state: "active",
      expiresAt: null,
    });
    await complete("far-paid", "verification", "fulfillment");
    await expect.poll(() => balanceOf("far-paid"), PATIENCE).toMatchObject({ posted: 40 });
  });

  test("goes on without them while the program never answers, and its late hold goes back", async () => {
    line.isDown = true;
    await putRedeeming("far-waived");
    await complete("far-waived", "payment", "verification");
    expect(await shop.api.read("far-waived")).toMatchObject({
      currentStage: "loyalty_hold",
      status: "in_progress",
    });

    await waive(shop, "far-waived");
    const { version } = await shop.api.read("far-waived");
    line.isDown = false;
    queue.wake();

    await expect.poll(() => requestOf("far-waived", "release"), PATIENCE).toBe("done");
    expect(await balanceOf("far-waived")).toMatchObject({ posted: 100, pending: 0 });
    expect(await shop.api.read("far-waived")).toMatchObject({
      version,
      currentStage: "fulfillment",
      loyaltyHold: null,
    });
    await complete("far-waived", "fulfillment");
    expect(await openEscalations(shop, "far-waived")).toEqual([]);
  });

  test("goes on without them after the program refused, and gives held ones back there", async () => {
    await putRedeeming("far-refused", 500);
    await expect.poll(() => stageOf("far-refused"), PATIENCE).toBe("failed");
    await putRedeeming("far-given-up");
    await untilHeld("far-given-up");

    await waive(shop, "far-refused");
    await waive(shop, "far-given-up");
    queue.wake();

    expect(await stageOf("far-refused")).toBe("completed");
    await expect.poll(() => requestOf("far-given-up", "release"), PATIENCE).toBe("done");
    expect(await balanceOf("far-given-up")).toMatchObject({ posted: 100, pending: 0 });
  });

  test("captures them when the program answers after it was fulfilled", async () => {
    line.isDown = true;
    await putRedeeming("far-last");
    await complete("far-last", "payment", "verification", "fulfillment");
    line.isDown = false;
    queue.wake();

    await expect.poll(() => balanceOf("far-last"), PATIENCE).toMatchObject({ posted: 40 });
    expect((await shop.api.read("far-last")).loyaltyHold).toMatchObject({ state: "captured" });
    expect(await openEscalations(shop, "far-last")).toEqual([]);
  });

  test("has its request repeated with the same key when an answer is lost, with one effect", async () => {
    await putRedeeming("far-lost");
    await untilHeld("far-lost");
    line.loseAnswers(/far-lost\/capture/, 1);

    await complete("far-lost", "payment", "verification", "fulfillment");

    const captures = () => line.asked.filter((what) => what.includes("far-lost/capture")).length;
    await expect.poll(captures, PATIENCE).toBe(2);
    await expect.poll(() => requestOf("far-lost", "capture"), PATIENCE).toBe("done");
    const [first, second] = line.keysOf(/far-lost\/capture/);
    expect(second).toBe(first);
    expect(await balanceOf("far-lost")).toMatchObject({ posted: 40, pending: 0 });
    expect(await openEscalations(shop, "far-lost")).toEqual([]);
  });

  test("has requests about one hold sent in their order, even if an extension must be retried", async () => {
    await putRedeeming("far-ordered");
    await untilHeld("far-ordered");
    line.loseRequests(/far-ordered\/extend/, 1);

    await complete("far-ordered", "payment", "verification", "fulfillment");

    const states = async () => [
      ...new Set((await requestsOf("far-ordered")).map(({ state }) => state)),
    ];
    await expect.poll(states, PATIENCE).toEqual(["done"]);
    const asked = line.asked.filter((what) => what.includes("far-ordered/"));
    expect(asked.filter((what) => what.endsWith("/extend")).length).toBeGreaterThan(1);
    expect(asked.at(-1)).toMatch(/capture$/);
    expect(await openEscalations(shop, "far-ordered")).toEqual([]);
  });

  test("holds nothing there if it was cancelled before the program answered", async () => {
    line.isDown = true;
    await putRedeeming("far-early");
    await cancel("far-early");
    line.isDown = false;

    await expect.poll(() => requestOf("far-early", "release"), PATIENCE).toBe("done");
    expect(await balanceOf("far-early")).toMatchObject({ posted: 100, pending: 0 });
  });

  test("is escalated when the program never answers", async () => {
    await putRedeeming("far-silent");
    await untilHeld("far-silent");
    line.isDown = true;

    await cancel("far-silent");

    await expect
      .poll(() => openEscalations(shop, "far-silent"), PATIENCE)
      .toEqual(["loyalty_drift"]);
    line.isDown = false;
    expect(await requestOf("far-silent", "release")).toBe("dead");
  });

  test("shows the program's balance of its member, or an error when the program can't be reached", async () => {
    await putRedeeming("far-shown");
    await untilHeld("far-shown");

    const shown = await loyaltyOf(shop, "far-shown");
    line.isDown = true;
    const silent = await shop.api.get("/members/far-shown/loyalty");
    line.isDown = false;

    expect(shown.balance).toEqual({ posted: 100, pending: 60, available: 40, debt: 0 });
    expect(shown.holds).toMatchObject([{ holdId: "order.far-shown", state: "active" }]);
    expect(codeOf(silent)).toBe("programme_unavailable");
  });

  test("uses no points of our own ledger", async () => {
    const hold = { memberId: "far", points: 1, expiresAt: "2090-01-01T00:00:00Z" };
    expect(codeOf(await shop.api.put("/loyalty/holds/own", hold))).toBe("programme_keeps_points");
    const credit = { reference: "own", points: 1 };
    expect(codeOf(await shop.api.post("/loyalty/accounts/far/credits", credit))).toBe(
      "programme_keeps_points",
    );
  });
});

async function requestsOf(orderId: string): Promise<Record<string, unknown>[]> {
  return shop.sql("select kind, state from loyalty_requests where order_id = $1", [orderId]);
}

async function requestOf(orderId: string, kind: string): Promise<unknown> {
  return (await requestsOf(orderId)).find((request) => request.kind === kind)?.state;
}

describe("reconciliation", () => {
  test("finds nothing if both sides agree, and reports each difference without correcting it", async () => {
    await putRedeeming("same");
    await putRedeeming("differs");
    await Promise.all([untilHeld("same"), untilHeld("differs")]);
    const mine = async () => {
      const drifts = await reconcileProgram(shop.context, provider);
      return drifts.filter(({ orderId }) => ["same", "differs"].includes(orderId));
    };
    expect(await mine()).toEqual([]);

    await program.api.post("/loyalty/holds/order.differs/release", {});
    const found = await mine();

    expect(found).toMatchObject([{ orderId: "differs", detail: "held here, not there" }]);
    expect(await openEscalations(shop, "differs")).toEqual(["loyalty_drift"]);
    expect((await shop.api.read("differs")).loyaltyHold?.state).toBe("active");
    expect(await balanceOf("differs")).toMatchObject({ pending: 0 });
    // Reported once, however often it is found.
    expect(await mine()).toHaveLength(1);
    expect(await openEscalations(shop, "differs")).toEqual(["loyalty_drift"]);
  });
});

describe.each(["built-in", "over HTTP"] as const)("a points program, %s", (which) => {
  const open = () =>
    which === "built-in"
      ? createBuiltInProgram(program.context.pool, program.context.ledger)
      : provider;
  const name = which === "built-in" ? "inner" : "outer";

  test("holds, extends, captures and releases, each once for its key, and its refusals are final", async () => {
    const asked = open();
    await putPoints(program, name, 100);
    const expiresAt = Date.now() + A_DAY;
    const hold = { memberId: name, orderId: null, points: 40, expiresAt };

    expect(await asked.hold({ ...hold, holdId: `${name}-1` }, "k1")).toEqual({ ok: true });
    expect(await asked.hold({ ...hold, holdId: `${name}-1` }, "k1")).toEqual({ ok: true });
    expect(await asked.hold({ ...hold, holdId: `${name}-2` }, "k2")).toEqual({ ok: true });
    expect(await asked.hold({ ...hold, holdId: `${name}-3` }, "k3")).toEqual({
      ok: false,
      code: "insufficient_points",
    });
    expect(await asked.extend(`${name}-1`, expiresAt + A_DAY, "k4")).toEqual({ ok: true });
    for (const _ of ["once", "again"]) {
      expect(await asked.capture(`${name}-1`, 30, "k5")).toEqual({ ok: true });
      expect(await asked.release(`${name}-2`, "k6")).toEqual({ ok: true });
    }
    expect(await asked.capture(`${name}-2`, 30, "k7")).toEqual({
      ok: false,
      code: "already_released",
    });
    const balance = await asked.balance(name);
    expect(balance).toMatchObject({ posted: 70, pending: 0 });
    expect(balance?.holds.map(({ isActive }) => isActive)).toEqual([false, false]);
    expect(await asked.balance(`nobody-${name}`)).toBeNull();
  });
});
