import { Escalation } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyTimelines } from "../../src/engine/verify-timelines.ts";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import {
  escalationOf,
  escalationsOf,
  openEscalations,
  putEscalated,
} from "../support/escalations.ts";
import { holdRows, untilWaiting } from "../support/hold-rows.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
  await shop.api.putMember("ada");
});
afterAll(async () => {
  expect((await verifyTimelines(shop.context)).deviations).toEqual([]);
  await shop.close();
});

const NOBODYS = "00000000-0000-4000-8000-00000000000f";

type Headers = Readonly<Record<string, string>>;

function assign(escalationId: string, body: object, headers: Headers = {}) {
  return shop.api.post(`/checkout/escalations/${escalationId}/assign`, body, headers);
}

function resolve(escalationId: string, body: object = {}, headers: Headers = {}) {
  const said = { resolution: "Called the shopper", operator: "bo", ...body };
  return shop.api.post(`/checkout/escalations/${escalationId}/resolve`, said, headers);
}

async function versionOf(orderId: string): Promise<number> {
  return (await shop.api.read(orderId)).version;
}

describe("the list of escalations", () => {
  test("says for each escalation what it is about, why, and since when", async () => {
    await putEscalated(shop, "listed");
    const escalation = await escalationOf(shop, "listed");
    expect(escalation).toEqual({
      escalationId: expect.any(String),
      orderId: "listed",
      orderNumber: "1042",
      memberId: null,
      total: { amount: 18_900, currency: "EUR" },
      stage: "payment",
      reason: "missing_address",
      amount: null,
      dueAt: null,
      since: expect.any(String),
      assignee: null,
      resolvedAt: null,
      resolvedBy: null,
      resolution: null,
    });
  });

  test("pages through escalations of one moment, the oldest first, with none twice and none missing", async () => {
    for (let at = 0; at < 5; at += 1) await shop.api.putOrder(`walked-${at}`);
    await shop.sql(
      `insert into escalations (order_id, reason, opened_version, escalation_id, opened_at)
      select order_id, 'cadence_exhausted', 1,
        ('00000000-0000-4000-8000-00000000000' || right(order_id, 1))::uuid,
        case when order_id = 'walked-4' then '2026-01-01' else '2026-01-02' end::timestamptz
      from orders where order_id like 'walked-%'`,
    );
    const query = "reason=cadence_exhausted&limit=2";
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? "" : `&after=${cursor}`;
      const page = await escalationsOf(shop, query + after);
      ids.push(...page.items.map(({ orderId }) => orderId));
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(ids).toEqual([4, 0, 1, 2, 3].map((at) => `walked-${at}`));
  });

  test("can be filtered by reason and assignee", async () => {
    await putEscalated(shop, "mine");
    const { escalationId } = await escalationOf(shop, "mine");
    await assign(escalationId, { assignee: "Bo Lind" });

    const mine = await escalationsOf(shop, "assignee=Bo%20Lind");
    expect(mine.items.map(({ orderId }) => orderId)).toEqual(["mine"]);
    const other = await escalationsOf(shop, "assignee=Bo%20Lind&reason=provider_silent");
    expect(other.items).toEqual([]);
  });

  test("refuses a cursor that it did not create", async () => {
    const refused = await shop.api.get("/checkout/escalations?after=made-up");
    expect([refused.status, codeOf(refused)]).toEqual([422, "validation_failed"]);
  });
});

describe("assigning", () => {
  test("sets the assignee, removes it, and both are in the order's timeline", async () => {
    await putEscalated(shop, "given");
    const { escalationId } = await escalationOf(shop, "given");

    const given = await assign(escalationId, { assignee: "Cleo", operator: "bo" });
    const taken = await assign(escalationId, { assignee: null });

    expect(given).toMatchObject({ status: 200, body: { escalationId, assignee: "Cleo" } });
    expect(taken).toMatchObject({ status: 200, body: { escalationId, assignee: null } });
    const { events } = await shop.api.read("given");
    const about = { action: "escalation_assigned", escalationId, reason: "missing_address" };
    expect(events.slice(-2)).toMatchObject([
      { kind: "operator", actor: "bo", payload: { ...about, assignee: "Cleo" } },
      { kind: "operator", actor: "operator", payload: { ...about, assignee: null } },
    ]);
  });

  test("a resolved escalation is refused", async () => {
    await putEscalated(shop, "too-late");
    const { escalationId } = await escalationOf(shop, "too-late");
    await resolve(escalationId);
    expect(codeOf(await assign(escalationId, { assignee: "Cleo" }))).toBe("escalation_resolved");
  });
});

describe("resolving", () => {
  test("takes it off the list, and list and timeline say who did what, and when", async () => {
    await putEscalated(shop, "resolved");
    const open = await escalationOf(shop, "resolved");

    // The request waits for the lock: its transaction begins well before the entry is recorded.
    const held = "select from orchestrations where order_id = 'resolved' for update";
    const { resolving } = await holdRows(shop, held, async () => {
      const waiting = resolve(open.escalationId);
      await untilWaiting(shop);
      return { resolving: waiting };
    });
    const { status, body } = await resolving;

    const { events } = await shop.api.read("resolved");
    const entry = events.at(-1);
    expect(entry).toMatchObject({
      kind: "operator",
      actor: "bo",
      note: "Called the shopper",
      payload: { action: "escalation_resolved", escalationId: open.escalationId },
    });
    const resolved = {
      ...open,
      resolvedAt: entry?.recordedAt,
      resolvedBy: "bo",
      resolution: "Called the shopper",
    };
    expect({ status, body }).toEqual({ status: 200, body: resolved });
    const { items } = await escalationsOf(shop, "limit=200");
    expect(items.map(({ orderId }) => orderId)).not.toContain("resolved");
    expect((await escalationsOf(shop, "state=resolved&limit=1")).items).toEqual([resolved]);
  });

  test("twice is refused and leaves no entry, unless it is a repeat with the same key", async () => {
    await putEscalated(shop, "twice");
    const { escalationId } = await escalationOf(shop, "twice");
    const once = { "idempotency-key": "resolve-1" };
    const first = await resolve(escalationId, {}, once);
    const version = await versionOf("twice");

    const again = await resolve(escalationId, {}, once);
    expect(again.body).toEqual(first.body);
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(codeOf(await resolve(escalationId, { resolution: "Else" }, once))).toBe(
      "idempotency_key_reused",
    );
    const refused = await resolve(escalationId);
    expect([refused.status, codeOf(refused)]).toEqual([409, "escalation_resolved"]);
    expect(await versionOf("twice")).toBe(version);
  });

  test("at the same moment succeeds for one of them", async () => {
    await putEscalated(shop, "raced");
    const { escalationId } = await escalationOf(shop, "raced");
    const version = await versionOf("raced");

    const answers = await Promise.all([0, 1, 2, 3].map(() => resolve(escalationId)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    expect(await versionOf("raced")).toBe(version + 1);
  });

  test("works for money that arrived after the order was closed", async () => {
    await shop.api.putOrder("cancelled");
    await shop.api.post("/checkout/orchestrations/cancelled/cancel", {});
    const paid = { stage: "payment", status: "completed", source: "bank", sourceEventId: "evt_1" };
    await shop.api.postEvent("cancelled", paid);
    const { escalationId, reason } = await escalationOf(shop, "cancelled");
    expect(reason).toBe("payment_after_cancellation");

    const { body } = await resolve(escalationId, { resolution: "Refunded" });

    expect(Escalation.parse(body).resolution).toBe("Refunded");
    expect(await shop.api.read("cancelled")).toMatchObject({ status: "cancelled", version: 4 });
  });

  test("is an operator's last word: the same cause opens no other escalation", async () => {
    await putEscalated(shop, "again");
    const first = await escalationOf(shop, "again");
    await resolve(first.escalationId);
    await shop.api.postEvent("again", {
      stage: "payment",
      status: "waiting",
      nextActionAt: "2026-01-01T00:00:00Z",
    });

    await shop.sweep();

    expect(await openEscalations(shop, "again")).toEqual([]);
    // In another stage it is another cause.
    await shop.api.postEvent("again", { stage: "payment", status: "completed" });
    await shop.api.postEvent("again", {
      stage: "verification",
      status: "waiting",
      nextActionAt: "2026-01-01T00:00:00Z",
    });
    await shop.sweep();
    const second = await escalationOf(shop, "again");
    expect(second.reason).toBe("missing_address");
    expect(second.escalationId).not.toBe(first.escalationId);
  });

  test("an unknown escalation is refused", async () => {
    const refused = await resolve(NOBODYS);
    expect([refused.status, codeOf(refused)]).toEqual([404, "escalation_unknown"]);
    expect(codeOf(await assign(NOBODYS, { assignee: null }))).toBe("escalation_unknown");
    expect((await resolve("no-uuid")).status).toBe(422);
  });
});
