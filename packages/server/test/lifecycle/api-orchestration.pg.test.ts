import { EventOutcome, EventPage } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

const pathOf = (orderId: string) => `/checkout/orchestrations/${orderId}`;

test("an order that nobody reported is 404 on every endpoint, and leaves no rows", async () => {
  const { api } = shop;
  const answers = [
    await api.get("/orders/unknown"),
    await api.get(pathOf("unknown")),
    await api.get(`${pathOf("unknown")}/events`),
    await api.get(`${pathOf("unknown")}/stream`),
    await api.postEvent("unknown", { stage: "payment", status: "completed" }),
    await api.post(`${pathOf("unknown")}/cancel`, {}),
    await api.post("/orders/unknown/access-tokens"),
  ];

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  expect(new Set(answers.map(codeOf))).toEqual(new Set(["order_unknown"]));
  expect(await shop.sql("select order_id from orchestrations where order_id = 'unknown'")).toEqual(
    [],
  );
});

describe("a known order whose orchestration is missing", () => {
  async function lose(orderId: string) {
    await shop.tamper(
      `delete from orchestration_events where order_id = '${orderId}'`,
      `delete from orchestrations where order_id = '${orderId}'`,
    );
  }

  test("gets one when it is read, in its initial state", async () => {
    await shop.api.putOrder("lost-read", {
      placedAt: "2026-03-01T10:00:00Z",
      requires: { verification: false },
    });
    const { events: _, ...before } = await shop.api.read("lost-read");
    await lose("lost-read");

    const { events, ...after } = await shop.api.read("lost-read");

    expect(after).toEqual({ ...before, lastTransitionAt: after.lastTransitionAt });
    expect(events.map(({ kind }) => kind)).toEqual(["placed", "stage"]);
  });

  test("gets one when its timeline is read", async () => {
    await shop.api.putOrder("lost-timeline");
    await lose("lost-timeline");

    const answer = await shop.api.get(`${pathOf("lost-timeline")}/events`);

    expect(EventPage.parse(answer.body).items.map(({ kind }) => kind)).toEqual(["placed"]);
  });

  test("gets one when an event is reported for it", async () => {
    await shop.api.putOrder("lost-event");
    await lose("lost-event");

    const answer = await shop.api.postEvent("lost-event", { stage: "payment", status: "waiting" });

    expect(answer.body).toMatchObject({ disposition: "applied", version: 2 });
  });
});

describe("the state of an order", () => {
  test("is the stored one: posting an event advances the stage", async () => {
    const { api } = shop;
    await api.putOrder("walk");
    const stages = ["payment", "verification", "loyalty_hold", "fulfillment"];
    const seen: string[] = [];
    for (const stage of stages) {
      await api.postEvent("walk", { stage, status: "completed" });
      seen.push((await api.read("walk")).currentStage);
    }

    expect(seen).toEqual(["verification", "loyalty_hold", "fulfillment", "completed"]);
    const { status, completedAt, nextActionAt, waitingOn, version } = await api.read("walk");
    expect({ status, nextActionAt, waitingOn, version }).toEqual({
      status: "completed",
      nextActionAt: null,
      waitingOn: null,
      version: 5,
    });
    expect(completedAt).not.toBeNull();
  });

  test("does not jump ahead: an event that arrives early is kept until its stage is reached", async () => {
    const { api } = shop;
    await api.putOrder("early");
    await api.postEvent("early", { stage: "fulfillment", status: "completed" });
    await api.postEvent("early", { stage: "verification", status: "completed" });
    expect((await api.read("early")).currentStage).toBe("payment");

    await api.postEvent("early", { stage: "payment", status: "completed" });
    expect((await api.read("early")).currentStage).toBe("loyalty_hold");

    await api.postEvent("early", { stage: "loyalty_hold", status: "completed" });
    expect((await api.read("early")).currentStage).toBe("completed");
  });

  test("carries the event's note, payload, metadata and next action", async () => {
    const { api } = shop;
    await api.putOrder("detailed", { requires: { verification: false, loyaltyHold: false } });
    const nextActionAt = new Date(Date.now() + 90 * 86_400_000).toISOString();

    await api.postEvent("detailed", {
      stage: "payment",
      status: "waiting",
      note: "3-D Secure requested",
      payload: { attempt: 2, nested: { "weird key": ["ü", null] } },
      metadataPatch: { channel: "app", obsolete: null },
      nextActionAt: nextActionAt.replace("Z", "+00:00"),
      waitingOn: "provider",
    });

    const read = await api.read("detailed");
    expect(read).toMatchObject({
      nextActionAt,
      waitingOn: "provider",
      metadata: { channel: "app" },
    });
    expect(read.metadata).not.toHaveProperty("obsolete");
    expect(read.events.at(-1)).toMatchObject({
      note: "3-D Secure requested",
      payload: { attempt: 2, nested: { "weird key": ["ü", null] } },
      nextActionAt,
      actor: "api",
      disposition: "applied",
    });
    expect(read.stages[0]).toMatchObject({ status: "waiting", note: "3-D Secure requested" });
  });

  test("holds the latest fifty events, oldest first, and a cursor to all earlier ones", async () => {
    const { api } = shop;
    await api.putOrder("chatty");
    for (let at = 2; at <= 120; at += 1) {
      await api.postEvent("chatty", { stage: "payment", status: "in_progress", note: `no ${at}` });
    }

    const { events, eventsCursor } = await api.read("chatty");
    const older = EventPage.parse(
      (await api.get(`${pathOf("chatty")}/events?before=${eventsCursor}&limit=60`)).body,
    );
    const oldest = EventPage.parse(
      (await api.get(`${pathOf("chatty")}/events?before=${older.nextCursor}&limit=60`)).body,
    );

    const versions = (page: readonly { version: number }[]) => page.map(({ version }) => version);
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, at) => from + at);
    expect(versions(events)).toEqual(range(71, 120));
    expect(versions(older.items)).toEqual(range(11, 70));
    expect(versions(oldest.items)).toEqual(range(1, 10));
    expect(oldest.nextCursor).toBeNull();
  });

  test("has no cursor when there are no more events", async () => {
    await shop.api.putOrder("quiet");
    expect((await shop.api.read("quiet")).eventsCursor).toBeNull();
  });
});

describe("an ETag", () => {
  test("answers 304 while nothing has changed, and 200 with another ETag after a change", async () => {
    const { api } = shop;
    await api.putOrder("cached");
    const { headers } = await api.get(pathOf("cached"));
    const etag = String(headers.etag);

    const again = await api.get(pathOf("cached"), { "if-none-match": etag });
    expect([again.status, again.body]).toEqual([304, ""]);
    const among = await api.get(pathOf("cached"), { "if-none-match": `"other", W/${etag}` });
    expect(among.status).toBe(304);

    await api.postEvent("cached", { stage: "payment", status: "waiting" });
    const changed = await api.get(pathOf("cached"), { "if-none-match": etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });

  test("changes with the open loyalty steps, which have no version", async () => {
    const { api } = shop;
    await api.putOrder("stepwise", { memberId: "vera" });
    const { headers } = await api.get(pathOf("stepwise"));
    await api.put("/members/vera/loyalty-steps/share-1", {
      kind: "referral_share",
      status: "pending",
      title: "Share your link",
    });

    const answer = await api.get(pathOf("stepwise"), { "if-none-match": String(headers.etag) });
    expect(answer.status).toBe(200);
  });
});

describe("a command that can have no effect", () => {
  test("is refused with its reason, and nothing is recorded", async () => {
    const { api } = shop;
    await api.putOrder("refusing");
    await api.postEvent("refusing", { stage: "payment", status: "completed" });
    await api.postEvent("refusing", { stage: "verification", status: "waiting" });

    const done = await api.postEvent("refusing", { stage: "payment", status: "failed" });
    const past = await api.postEvent("refusing", {
      stage: "verification",
      status: "failed",
      occurredAt: "2020-01-01T00:00:00Z",
    });

    expect([done, past].map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [409, "stage_already_completed"],
      [409, "event_superseded"],
    ]);
    expect((await api.read("refusing")).version).toBe(3);
  });

  test("is refused after the order was cancelled; a second cancellation, too", async () => {
    const { api } = shop;
    await api.putOrder("called-off");

    const cancelled = await api.post(`${pathOf("called-off")}/cancel`, { reason: "changed mind" });
    expect(EventOutcome.parse(cancelled.body)).toMatchObject({ status: "cancelled", version: 2 });

    const answers = [
      await api.postEvent("called-off", { stage: "payment", status: "completed" }),
      await api.post(`${pathOf("called-off")}/cancel`, {}),
    ];
    expect(answers.map(codeOf)).toEqual(["orchestration_closed", "orchestration_closed"]);
    expect(await api.read("called-off")).toMatchObject({
      version: 2,
      status: "cancelled",
      nextActionAt: null,
    });
  });
});
