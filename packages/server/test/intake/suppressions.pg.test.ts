import { LiftedSuppression, Suppression, SuppressionPage } from "@followthrough/core/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/api.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { type ConsoleClient, signInAs } from "../support/console.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

let shop: TestApp;
let bo: ConsoleClient;
beforeAll(async () => {
  shop = await startTestApp();
  bo = await signInAs(shop, "operator", "Bo Lind");
});
afterAll(() => shop.close());

function add(address: string, reason: string, more: object = {}) {
  return shop.api.post("/suppressions", { address, reason, ...more });
}

async function lift(address: string, more: object = {}): Promise<LiftedSuppression> {
  const body = { address, reason: "They called", ...more };
  return LiftedSuppression.parse((await shop.api.post("/suppressions/lift", body)).body);
}

async function list(query: string): Promise<Suppression[]> {
  return SuppressionPage.parse((await shop.api.get(`/suppressions?${query}`)).body).items;
}

async function reasonsOf(address: string) {
  const [row] = await list(`address=${encodeURIComponent(address)}`);
  return row?.reasons ?? [];
}

async function lastReason(orderId: string) {
  const { events } = await shop.api.read(orderId);
  return events.findLast(({ kind }) => kind === "sweep")?.payload?.reason;
}

const LONG_AGO = "2026-01-01T00:00:00Z";
const guest = (email: string) => ({ memberId: null, email });

describe("a suppression", () => {
  test("stops mail to every spelling of its address, and is found by each", async () => {
    const answer = await add("Gil@Stopped.example", "complained");
    await putPrompted(shop, "stopped", guest("gil@stopped.example"));

    expect(answer.status).toBe(201);
    expect(Suppression.parse(answer.body)).toMatchObject({
      address: "gil@stopped.example",
      orderId: null,
      reasons: ["complained"],
      by: "api",
      lifted: null,
    });
    expect(await lastReason("stopped")).toBe("complained");
    expect(await list("address=GIL@stopped.EXAMPLE")).toEqual([answer.body]);
  });

  test("added twice is one", async () => {
    await add("twice@stopped.example", "bounced");
    const again = await add("twice@stopped.example", "bounced");

    expect(again.status).toBe(200);
    expect(await reasonsOf("twice@stopped.example")).toEqual(["bounced"]);
  });

  test("keeps each reason, and the strongest is named first", async () => {
    for (const reason of ["bounced", "unsubscribed", "complained"])
      await add("all@stopped.example", reason);
    await putPrompted(shop, "all-reasons", guest("all@stopped.example"));

    expect(await reasonsOf("all@stopped.example")).toEqual([
      "complained",
      "unsubscribed",
      "bounced",
    ]);
    expect(await lastReason("all-reasons")).toBe("complained");
    expect(await lift("all@stopped.example", { only: ["complained", "unsubscribed"] })).toEqual({
      address: "all@stopped.example",
      orderId: null,
      lifted: ["complained", "unsubscribed"],
      remaining: ["bounced"],
    });
    expect(await reasonsOf("all@stopped.example")).toEqual(["bounced"]);
  });

  test("of one order stops mail about that order only", async () => {
    await shop.api.putOrder("muted", { ...guest("one@stopped.example"), placedAt: LONG_AGO });
    const answer = await add("One@stopped.example", "unsubscribed", { orderId: "muted" });
    await putPrompted(shop, "loud", guest("one@stopped.example"));

    expect(answer).toMatchObject({ status: 201, body: { orderId: "muted" } });
    expect(await promptsOf(shop, "muted")).toEqual([]);
    expect(await lastReason("muted")).toBe("unsubscribed");
    expect(await promptsOf(shop, "loud")).toHaveLength(1);
    expect(await lift("one@stopped.example", { orderId: "muted" })).toMatchObject({
      lifted: ["unsubscribed"],
    });
    await shop.sweep();
    expect(await promptsOf(shop, "muted")).toHaveLength(1);
  });

  test("of one order holds for its member at another address, and not for another member", async () => {
    await shop.api.putMember("mute-1", { email: "mute@stopped.example" });
    await shop.api.putMember("mute-2");
    await shop.api.putOrder("mutes", { memberId: "mute-1", placedAt: LONG_AGO });
    await add("mute@stopped.example", "unsubscribed", { orderId: "mutes" });
    await shop.api.putMember("mute-1", { email: "mute@elsewhere.example" });
    await shop.sweep();
    expect(await lastReason("mutes")).toBe("unsubscribed");

    await shop.api.putOrder("mutes", { memberId: "mute-2" });
    const { version } = await shop.api.read("mutes");
    await bo.act("mutes", version, { action: "prompt_now", reason: "Another member" });

    expect(await promptsOf(shop, "mutes")).toMatchObject([{ memberId: "mute-2" }]);
  });

  test("of one order needs the order, and is only ever an unsubscription", async () => {
    const unknown = await add("a@stopped.example", "unsubscribed", { orderId: "nowhere" });
    const bounced = await add("a@stopped.example", "bounced", { orderId: "muted" });

    expect([codeOf(unknown), codeOf(bounced)]).toEqual(["order_unknown", "validation_failed"]);
    expect(await list("address=a@stopped.example")).toEqual([]);
  });
});

describe("lifting", () => {
  test("needs a reason, which is kept with who lifted it", async () => {
    await add("lifted@stopped.example", "complained");
    const body = { address: "lifted@stopped.example" };
    const without = await shop.api.post("/suppressions/lift", body);

    expect(codeOf(without)).toBe("validation_failed");
    expect(await reasonsOf("lifted@stopped.example")).toEqual(["complained"]);
    await lift("LIFTED@stopped.example", { reason: "Asked for it by phone" });
    expect(await list("address=lifted@stopped.example")).toEqual([]);
    expect(await list("state=lifted&address=lifted@stopped.example")).toMatchObject([
      { reasons: ["complained"], lifted: { by: "api", reason: "Asked for it by phone" } },
    ]);
  });

  test("of nothing is no error, and is not kept", async () => {
    expect(await lift("nobody@stopped.example")).toMatchObject({ lifted: [], remaining: [] });
    expect(await list("state=lifted&address=nobody@stopped.example")).toEqual([]);
  });

  test.each(["unsubscribed", "complained", "bounced"])(
    "%s decides the waiting orders again at once",
    async (reason) => {
      const address = `${reason}@again.example`;
      await add(address, reason);
      await putPrompted(shop, `again-${reason}`, guest(address));
      expect(await promptsOf(shop, `again-${reason}`)).toEqual([]);

      await lift(address);
      await shop.sweep();

      expect(await promptsOf(shop, `again-${reason}`)).toHaveLength(1);
    },
  );

  test("opts the mailbox's members in again, but not while a complaint remains", async () => {
    await shop.api.putMember("lee", { email: "lee@again.example" });
    await add("lee@again.example", "unsubscribed");
    await add("lee@again.example", "complained");
    const choice = async () =>
      shop.sql("select order_updates from notification_preferences where member_id = 'lee'");

    await lift("lee@again.example", { only: ["unsubscribed"] });
    expect(await choice()).toEqual([{ order_updates: false }]);
    await lift("lee@again.example");
    expect(await choice()).toEqual([{ order_updates: true }]);
  });
});

describe("a member's own opt-in", () => {
  test("lifts what they unsubscribed from as a guest, once they had opted out themselves", async () => {
    await add("kim@own.example", "unsubscribed");
    await shop.api.putMember("kim", { email: "Kim@own.example" });
    await putPrompted(shop, "kim-1", { memberId: "kim" });
    expect(await lastReason("kim-1")).toBe("unsubscribed");

    // It may be a default for members who never chose.
    await shop.api.putOrderUpdates("kim", true);
    expect(await reasonsOf("kim@own.example")).toEqual(["unsubscribed"]);

    await shop.api.putOrderUpdates("kim", false);
    await shop.api.putOrderUpdates("kim", true);
    await shop.sweep();

    expect(await promptsOf(shop, "kim-1")).toHaveLength(1);
    expect(await list("state=lifted&address=kim@own.example")).toMatchObject([
      { reasons: ["unsubscribed"], lifted: { by: "api", reason: null } },
    ]);
  });

  test.each([
    ["the API", (memberId: string) => shop.api.putOrderUpdates(memberId, true)],
    ["the console", (id: string) => bo.send("PUT", `/members/${id}/mail`, { orderUpdates: true })],
  ])("by a default for another account of the mailbox lifts nothing: %s", async (by, sync) => {
    const name = by === "the API" ? "synced" : "clicked";
    const address = `${name}@own.example`;
    await shop.api.putMember(`${name}-1`, { email: address });
    await shop.api.putMember(`${name}-2`, { email: address.toUpperCase() });
    await shop.api.putOrderUpdates(`${name}-1`, false);

    for (let night = 0; night < 2; night += 1) {
      await shop.api.putOrderUpdates(`${name}-1`, false);
      await sync(`${name}-2`);
    }
    await putPrompted(shop, `${name}-guest`, guest(address));
    await putPrompted(shop, `${name}-other`, { memberId: `${name}-2` });

    expect(await reasonsOf(address)).toEqual(["unsubscribed"]);
    expect(await promptsOf(shop, `${name}-guest`)).toEqual([]);
    expect(await promptsOf(shop, `${name}-other`)).toEqual([]);
  });

  test.each(["bounced", "complained"])("never lifts that the address %s", async (reason) => {
    const memberId = `never-${reason}`;
    await shop.api.putMember(memberId, { email: `${memberId}@own.example` });
    await add(`${memberId}@own.example`, reason);

    await shop.api.putOrderUpdates(memberId, false);
    await shop.api.putOrderUpdates(memberId, true);
    await putPrompted(shop, `${memberId}-1`, { memberId });

    expect(await reasonsOf(`${memberId}@own.example`)).toEqual([reason]);
    expect(await promptsOf(shop, `${memberId}-1`)).toEqual([]);
  });
});

test("an operator lifts a complaint with a reason, and not without", async () => {
  await shop.api.putMember("spam", { email: "spam@own.example" });
  await add("spam@own.example", "complained");
  const put = (body: object) => bo.send("PUT", "/members/spam/mail", body);

  expect((await put({ isSuppressed: false })).status).toBe(422);
  const answer = await put({ isSuppressed: false, reason: "It was a mistake" });

  expect(answer).toMatchObject({ status: 200, body: { shopper: { suppression: null } } });
  expect(await list("state=lifted&address=spam@own.example")).toMatchObject([
    { lifted: { by: "Bo Lind", reason: "It was a mistake" } },
  ]);
});

test("an operator stores a member's choice, which holds for the mailbox", async () => {
  await shop.api.putMember("told", { email: "told@own.example" });
  const put = (body: object) => bo.send("PUT", "/members/told/mail", body);

  expect(await put({ orderUpdates: false })).toMatchObject({
    body: { shopper: { orderUpdates: false, suppression: "unsubscribed" } },
  });
  expect(await put({ orderUpdates: true })).toMatchObject({
    body: { shopper: { orderUpdates: true, suppression: null } },
  });
  expect(await put({ isSuppressed: true })).toMatchObject({
    body: { shopper: { orderUpdates: false, suppression: "unsubscribed" } },
  });
});

test("an operator stores the choice of a member without an address, whose mail has nothing to stop", async () => {
  await shop.api.putMember("nowhere", { email: null });
  const put = (body: object) => bo.send("PUT", "/members/nowhere/mail", body);

  expect(await put({ orderUpdates: false })).toMatchObject({
    status: 200,
    body: { shopper: { orderUpdates: false } },
  });
  for (const body of [{ isSuppressed: true }, { isSuppressed: false, reason: "A mistake" }]) {
    const refused = await put({ ...body, orderUpdates: true });
    expect([refused.status, codeOf(refused)]).toEqual([409, "member_without_address"]);
  }
  expect(await put({})).toMatchObject({ body: { shopper: { orderUpdates: false } } });
});

test("pages hold every suppression once, newest first, also those of the same millisecond", async () => {
  await shop.sql(
    `insert into address_suppressions (address, reason, created_at)
    select 'page' || n || '@pages.example', 'bounced', '2020-01-01' from generate_series(1, 5) n`,
  );
  await shop.api.putOrder("paged", guest("page1@pages.example"));
  await add("page1@pages.example", "unsubscribed", { orderId: "paged" });
  await shop.sql(
    "update order_unsubscriptions set created_at = '2020-01-01' where order_id = 'paged'",
  );
  const all: Suppression[] = [];
  let after: string | null = "";
  while (after !== null) {
    const query: string = after === "" ? "limit=2" : `limit=2&after=${after}`;
    const page = SuppressionPage.parse((await shop.api.get(`/suppressions?${query}`)).body);
    all.push(...page.items);
    after = page.nextCursor;
  }

  const places = all.map(({ address, orderId }) => `${address} ${orderId ?? ""}`);
  expect(new Set(places).size).toBe(places.length);
  expect(places.slice(-6)).toEqual([
    "page1@pages.example ",
    "page1@pages.example paged",
    ...[2, 3, 4, 5].map((nth) => `page${nth}@pages.example `),
  ]);
  const times = all.map(({ since }) => since);
  expect(times).toEqual(times.toSorted().reverse());
  expect(codeOf(await shop.api.get("/suppressions?after=nonsense"))).toBe("validation_failed");
});
