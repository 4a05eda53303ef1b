import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createLedgerBatcher } from "../../src/ledger/apply-operations.ts";
import { captureHold } from "../../src/points/resolve-hold.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  A_DAY,
  holdIn,
  inMs,
  letExpire,
  loyaltyOf,
  putHold,
  putPoints,
} from "../support/loyalty.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
const capture = (holdId: string, body = {}, headers = {}) =>
  shop.api.post(`/loyalty/holds/${holdId}/capture`, body, headers);
const release = (holdId: string, headers = {}) =>
  shop.api.post(`/loyalty/holds/${holdId}/release`, {}, headers);
const extend = (holdId: string, expiresAt: string) =>
  shop.api.post(`/loyalty/holds/${holdId}/extend`, { expiresAt });

describe("a hold", () => {
  test("reserves points, so that a balance of 100 can't have two holds of 80", async () => {
    await putPoints(shop, "two-holds", 100);

    const answers = await Promise.all([
      putHold(shop, "two-holds-1", "two-holds", 80),
      putHold(shop, "two-holds-2", "two-holds", 80),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.map(codeOf)).toContain("insufficient_points");
    expect((await loyaltyOf(shop, "two-holds")).balance).toEqual({
      posted: 100,
      pending: 80,
      available: 20,
      debt: 0,
    });
  });

  test("requested again is the same hold; requested with other values it is refused", async () => {
    await putPoints(shop, "again", 100);
    const first = await putHold(shop, "again-1", "again", 60);

    const second = await putHold(shop, "again-1", "again", 60);
    const others = [
      await putHold(shop, "again-1", "again", 61),
      await putHold(shop, "again-1", "again", 60, { expiresAt: inMs(2 * A_DAY) }),
      await putHold(shop, "again-1", "somebody-else", 60),
    ];

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    expect(others.map(codeOf)).toEqual(["hold_differs", "hold_differs", "hold_differs"]);
    expect((await loyaltyOf(shop, "again")).balance.pending).toBe(60);
  });

  test("captured in part gives the rest back", async () => {
    await putPoints(shop, "part", 100);
    await putHold(shop, "part-1", "part", 80);

    const captured = await capture("part-1", { points: 50 });

    expect(holdIn(captured)).toMatchObject({ state: "captured", captured: 50, points: 80 });
    const { balance, entries } = await loyaltyOf(shop, "part");
    expect(balance).toEqual({ posted: 50, pending: 0, available: 50, debt: 0 });
    expect(entries.map(({ kind, points }) => [kind, points])).toEqual([
      ["returned", 30],
      ["captured", 50],
      ["held", 80],
      ["earned", 100],
    ]);
  });

  test("is resolved once; later requests are refused with what happened", async () => {
    await putPoints(shop, "once", 100);
    for (const holdId of ["once-taken", "once-given-back", "once-over"]) {
      await putHold(shop, holdId, "once", 10);
    }
    await capture("once-taken");
    await release("once-given-back");
    await letExpire(shop, "once-over");

    const later = async (holdId: string) => [
      codeOf(await capture(holdId)),
      codeOf(await release(holdId)),
      codeOf(await extend(holdId, inMs(A_DAY))),
    ];

    expect(await later("once-taken")).toEqual(Array(3).fill("already_captured"));
    expect(await later("once-given-back")).toEqual(Array(3).fill("already_released"));
    expect(await later("once-over")).toEqual(Array(3).fill("expired"));
    expect((await loyaltyOf(shop, "once")).balance).toMatchObject({ posted: 90, pending: 0 });
  });

  test("captured again with the same key is captured once, with the same answer", async () => {
    await putPoints(shop, "keyed", 100);
    await putHold(shop, "keyed-1", "keyed", 40);
    await putHold(shop, "keyed-2", "keyed", 40);
    const key = { "idempotency-key": "order-7" };

    const captures = [await capture("keyed-1", {}, key), await capture("keyed-1", {}, key)];
    const releases = [await release("keyed-2", key), await release("keyed-2", key)];

    expect(captures[1]).toMatchObject({ status: 200, body: captures[0]?.body });
    expect(releases[1]).toMatchObject({ status: 200, body: releases[0]?.body });
    expect(codeOf(await capture("keyed-1", {}, { "idempotency-key": "order-8" }))).toBe(
      "already_captured",
    );
    expect((await loyaltyOf(shop, "keyed")).balance).toMatchObject({ posted: 60, pending: 0 });
  });

  test("can't be captured for more than it holds, nor placed in the past or for an unknown member", async () => {
    await putPoints(shop, "bounds", 100);
    await putHold(shop, "bounds-1", "bounds", 10);

    expect(codeOf(await capture("bounds-1", { points: 11 }))).toBe("capture_exceeds_hold");
    expect(codeOf(await capture("bounds-unknown"))).toBe("hold_unknown");
    expect(codeOf(await release("bounds-unknown"))).toBe("hold_unknown");
    const past = await putHold(shop, "bounds-2", "bounds", 1, { expiresAt: inMs(-1000) });
    expect(codeOf(past)).toBe("hold_in_the_past");
    expect(codeOf(await putHold(shop, "bounds-3", "never-had-any", 1))).toBe("insufficient_points");
    expect(codeOf(await shop.api.get("/members/never-had-any/loyalty"))).toBe("member_unknown");
  });

  test("is extended, never shortened", async () => {
    await putPoints(shop, "longer", 100);
    await putHold(shop, "longer-1", "longer", 10);
    const later = inMs(3 * A_DAY);

    const extended = await extend("longer-1", later);
    const shorter = await extend("longer-1", inMs(A_DAY / 2));

    expect(holdIn(extended).expiresAt).toBe(later);
    expect(holdIn(shorter).expiresAt).toBe(later);
  });
});

describe("at the same moment", () => {
  test("of fifty captures of one hold one succeeds, in one process and in two", async () => {
    await putPoints(shop, "fifty", 100);
    await putHold(shop, "fifty-1", "fifty", 30);
    await putHold(shop, "fifty-2", "fifty", 30);
    const processes = upTo(2).map(() => ({
      ...shop.context,
      ledger: createLedgerBatcher(shop.context.pool),
    }));

    const answers = await Promise.all(upTo(50).map(() => capture("fifty-1")));
    const results = await Promise.all(
      upTo(50).map((at) => captureHold(processes[at % 2] ?? shop.context, "fifty-2", {}, null)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(new Set(lost.map(codeOf))).toEqual(new Set(["already_captured"]));
    const codes = results.map((result) => (result.ok ? "captured" : result.code));
    expect(codes.filter((code) => code === "captured")).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(["captured", "already_captured"]));
    const { balance } = await loyaltyOf(shop, "fifty");
    expect(balance).toEqual({ posted: 40, pending: 0, available: 40, debt: 0 });
  });

  test("parallel groups change each member once at a time, and none of them waits for a lock", async () => {
    const members = upTo(3).map((at) => `side-${at}`);
    await Promise.all(members.map((memberId) => putPoints(shop, memberId, 100)));
    const { pool } = shop.context;
    const ledger = createLedgerBatcher(pool, { groupSize: 4, groups: 2 });
    // The pool's own statements pass a callback.
    const locks = vi.spyOn(pool, "connect");

    const holds = upTo(60).map((at) => ({ memberId: members[at % 3] ?? "", holdId: `side-${at}` }));
    const placed = await Promise.all(
      holds.map(({ memberId, holdId }) =>
        ledger({
          memberId,
          operation: {
            kind: "hold",
            holdId,
            orderId: null,
            points: 5,
            expiresAt: Date.parse(inMs(A_DAY)),
          },
        }),
      ),
    );
    const captured = await Promise.all(
      holds.map(({ holdId }) =>
        ledger({ memberId: null, operation: { kind: "capture", holdId, points: 2, key: null } }),
      ),
    );

    const transactions = locks.mock.calls.filter(([callback]) => callback === undefined);
    locks.mockRestore();
    expect(placed.concat(captured).filter(({ ok }) => !ok)).toEqual([]);
    expect(transactions).toEqual([]);
    for (const memberId of members) {
      const { balance } = await loyaltyOf(shop, memberId);
      expect(balance).toEqual({ posted: 60, pending: 0, available: 60, debt: 0 });
    }
  });

  test("capture, release and expiry of a hold at the moment of its expiry have one outcome for all callers", async () => {
    await putPoints(shop, "instant", 1_000);
    for (const round of upTo(12)) {
      const holdId = `instant-${round}`;
      await putHold(shop, holdId, "instant", 10);
      // It expires in a few milliseconds, while the concurrent requests run.
      await shop.sql(
        "update loyalty_holds set expires_at = clock_timestamp() + $2 * interval '1 ms' where hold_id = $1",
        [holdId, round * 2],
      );

      const answers = await Promise.all(
        upTo(20).map((at) => (at % 4 === 3 ? release(holdId) : capture(holdId))),
      );
      await shop.sweep();

      const won = answers.filter(({ status }) => status === 200);
      const { holds } = await loyaltyOf(shop, "instant");
      const state = holds.find((hold) => hold.holdId === holdId)?.state;
      expect(won.length).toBe(state === "expired" ? 0 : 1);
      const refusals = answers.filter(({ status }) => status !== 200).map(codeOf);
      // The losers are refused with the winner's outcome. Without a winner, every request learns that it expired.
      const expected = {
        captured: "already_captured",
        released: "already_released",
        expired: "expired",
        active: "never",
      }[state ?? "active"];
      expect(new Set(refusals)).toEqual(new Set([expected]));
    }
  });
});

describe("a hold whose time is over", () => {
  test("is not captured, even if no job has run", async () => {
    await putPoints(shop, "over", 100);
    await putHold(shop, "over-1", "over", 80);
    await letExpire(shop, "over-1");

    expect((await loyaltyOf(shop, "over")).holds[0]?.state).toBe("active");
    expect(codeOf(await capture("over-1"))).toBe("expired");
  });

  test("gives its points back with the next sweep", async () => {
    await putPoints(shop, "swept", 100);
    await putHold(shop, "swept-1", "swept", 80);
    await letExpire(shop, "swept-1");

    await shop.sweep();

    expect(await loyaltyOf(shop, "swept")).toMatchObject({
      balance: { posted: 100, pending: 0, available: 100 },
      holds: [{ state: "expired" }],
    });
  });
});

describe("credits", () => {
  const credit = (memberId: string, body: Readonly<Record<string, unknown>>) =>
    shop.api.post(`/loyalty/accounts/${memberId}/credits`, body);

  test("count once for each reference", async () => {
    const first = await credit("earner", { reference: "r-1", points: 70 });
    const again = await credit("earner", { reference: "r-1", points: 70 });
    const other = await credit("earner", { reference: "r-1", points: 71 });

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(codeOf(other)).toBe("credit_differs");
    expect((await loyaltyOf(shop, "earner")).balance.posted).toBe(70);
  });

  test("are reversed once, and points that were spent or held before become a debt", async () => {
    await credit("returner", { reference: "r-1", points: 100 });
    await putHold(shop, "returner-1", "returner", 60);
    await putHold(shop, "returner-2", "returner", 10);
    await shop.api.post("/loyalty/holds/returner-2/capture", {});

    const back = await credit("returner", { reference: "b-1", reverses: "r-1" });
    const again = await credit("returner", { reference: "b-1", reverses: "r-1" });
    const twice = await credit("returner", { reference: "b-2", reverses: "r-1" });

    expect(back).toMatchObject({ status: 201, body: { points: 100, reverses: "r-1" } });
    expect(again).toMatchObject({ status: 200 });
    expect(codeOf(twice)).toBe("already_reversed");
    expect(codeOf(await credit("returner", { reference: "b-3", reverses: "none" }))).toBe(
      "credit_unknown",
    );
    const owing = { posted: -10, pending: 60, available: 0, debt: 70 };
    expect((await loyaltyOf(shop, "returner")).balance).toEqual(owing);
    await release("returner-1");
    const { balance } = await loyaltyOf(shop, "returner");
    expect(balance).toEqual({ posted: -10, pending: 0, available: 0, debt: 10 });
  });

  test("are taken back in parts, up to the credit", async () => {
    await credit("parts", { reference: "r-1", points: 100 });
    const take = (reference: string, points?: number) =>
      credit("parts", { reference, reverses: "r-1", ...(points === undefined ? {} : { points }) });

    expect(await take("b-1", 30)).toMatchObject({ status: 201, body: { points: 30 } });
    expect(await take("b-1", 30)).toMatchObject({ status: 200, body: { points: 30 } });
    expect(codeOf(await take("b-1", 40))).toBe("credit_differs");
    expect(codeOf(await take("b-2", 71))).toBe("reversal_exceeds_credit");
    expect(await take("b-2", 20)).toMatchObject({ status: 201 });
    expect(await take("b-3")).toMatchObject({ status: 201, body: { points: 50 } });
    expect(codeOf(await take("b-4", 1))).toBe("already_reversed");
    expect((await loyaltyOf(shop, "parts")).balance).toMatchObject({ posted: 0, debt: 0 });
  });

  test("pay a debt first, and nothing is held as long as there is one", async () => {
    await credit("owing", { reference: "r-1", points: 50 });
    await putHold(shop, "owing-1", "owing", 50);
    await shop.api.post("/loyalty/holds/owing-1/capture", {});
    await credit("owing", { reference: "b-1", reverses: "r-1" });

    const refused = await putHold(shop, "owing-2", "owing", 1);
    const next = await credit("owing", { reference: "r-2", points: 30, expiresAt: inMs(A_DAY) });
    const last = await credit("owing", { reference: "r-3", points: 60, expiresAt: inMs(A_DAY) });
    await shop.sql(
      "update loyalty_credits set expires_at = now() - interval '1 second' where expires_at is not null and member_id = 'owing'",
    );
    await shop.sweep();

    expect(codeOf(refused)).toBe("insufficient_points");
    expect(next.body).toMatchObject({ balance: { posted: -20, available: 0, debt: 20 } });
    expect(last.body).toMatchObject({ balance: { posted: 40, available: 40, debt: 0 } });
    // What paid the debt was spent: only the rest could lapse.
    expect((await loyaltyOf(shop, "owing")).balance).toMatchObject({ posted: 0, debt: 0 });
  });

  test("are reversed by eight callers at once, each for a part, never for more than the credit", async () => {
    await credit("raced", { reference: "r-1", points: 100 });

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, nth) =>
        credit("raced", { reference: `b-${nth}`, reverses: "r-1", points: 30 }),
      ),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await loyaltyOf(shop, "raced")).balance).toMatchObject({ posted: 10 });
  });

  test("lapse when their time is over, but never while a hold reserves them", async () => {
    await credit("lapsing", { reference: "r-1", points: 100, expiresAt: inMs(A_DAY) });
    await putHold(shop, "lapsing-1", "lapsing", 60);
    await shop.sql(
      "update loyalty_credits set expires_at = now() - interval '1 second' where member_id = 'lapsing'",
    );

    await shop.sweep();
    const held = await loyaltyOf(shop, "lapsing");
    await release("lapsing-1");
    await shop.sweep();
    const back = await loyaltyOf(shop, "lapsing");

    expect(held.balance).toEqual({ posted: 60, pending: 60, available: 0, debt: 0 });
    expect(back.balance).toEqual({ posted: 60, pending: 0, available: 60, debt: 0 });
  });
});
