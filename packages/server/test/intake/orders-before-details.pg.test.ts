import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../src/platform/postgres/migrate.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { migrateUpTo } from "../support/postgres/migrate-to.ts";
import { createEmptyDatabase } from "../support/postgres/postgres.ts";

/** The last migration of the version that wrote these rows. */
const BEFORE = 18;

/** Rows as the version before wrote them. */
const ROWS = `insert into members (member_id, email, name, locale)
  values ('ada', 'ada@shoppers.example', 'Ada Voss', 'de-DE'),
    ('nameless', 'nameless@shoppers.example', 'nameless@shoppers.example', null);
insert into orders (order_id, order_number, member_id, email, total_amount, currency, items,
    requires_verification, requires_loyalty_hold, placed_at)
  select id, id, member_id, email, 18900, 'EUR',
    '[{"title": "Oak stool", "quantity": 1, "unitPrice": {"amount": 18000, "currency": "EUR"}}]',
    false, false, '2026-01-01T00:00:00Z'
  from (values ('of-ada', 'ada', null), ('of-nameless', 'nameless', null),
    ('guests', null, 'guest@shoppers.example')) as o(id, member_id, email);`;

let shop: TestApp;
beforeAll(async () => {
  const database = await createEmptyDatabase();
  const { connectionString } = database;
  await migrateUpTo(connectionString, BEFORE);
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(ROWS);
  await client.end();
  await migrate(connectionString);
  shop = await startTestApp(undefined, undefined, { database });
});
afterAll(() => shop.close());

test("an order of an earlier version says nothing that its shop did not say", async () => {
  expect((await shop.api.get("/orders/guests")).body).toMatchObject({
    email: "guest@shoppers.example",
    emailProblem: null,
    moreItems: null,
    discount: null,
    shipping: null,
    tax: null,
    locale: null,
    timeZone: null,
    statusUrl: null,
    channel: null,
    attributes: {},
  });
});

test("its mail goes out: a member is greeted by a name, and never by an address", async () => {
  for (const orderId of ["of-ada", "of-nameless", "guests"]) {
    await shop.api.get(`/checkout/orchestrations/${orderId}`);
  }
  await shop.sweep();
  await shop.deliver();
  const greetings = shop.mails.map(({ envelope, text }) => [
    envelope.to,
    // cspell:disable-next-line
    /^(?:Hello|Guten Tag).*$/m.exec(text)?.[0],
  ]);
  expect(Object.fromEntries(greetings)).toEqual({
    // cspell:disable-next-line
    "ada@shoppers.example": "Guten Tag Ada Voss,",
    "nameless@shoppers.example": "Hello,",
    "guest@shoppers.example": "Hello,",
  });
  // cspell:disable-next-line
  expect(shop.mails[0]?.text).toMatch(/(Other amounts|Weitere Beträge) /);
});
