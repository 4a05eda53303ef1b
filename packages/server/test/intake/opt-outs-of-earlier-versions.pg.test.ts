import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../../src/platform/postgres/migrate.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { migrateBackTo, migrateUpTo } from "../support/postgres/migrate-to.ts";
import { createEmptyDatabase } from "../support/postgres/postgres.ts";
import { promptsOf, putPrompted } from "../support/prompts.ts";

/** The last migration of the version that wrote these rows. */
const BEFORE = 16;

const MEMBER = "insert into members (member_id, email, name) values ($1, $2, 'Ada')";
const CHOICE = "insert into notification_preferences (member_id, order_updates) values ($1, $2)";
const SUPPRESS = `insert into address_suppressions (address, reason) values (lower($1), $2)
  on conflict (address) do nothing`;

let shop: TestApp;
beforeAll(async () => {
  const database = await createEmptyDatabase();
  const { connectionString } = database;
  await migrateUpTo(connectionString, BEFORE);
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(MEMBER, ["out-1", "Out@old.example"]);
  await client.query(MEMBER, ["out-2", "out@OLD.example"]);
  await client.query(MEMBER, ["in", "in@old.example"]);
  await client.query(MEMBER, ["both", "both@old.example"]);
  for (const [memberId, wanted] of [
    ["out-1", false],
    ["out-2", false],
    ["in", true],
    ["both", false],
    ["unknown", false],
  ])
    await client.query(CHOICE, [memberId, wanted]);
  await client.query(SUPPRESS, ["Both@old.example", "bounced"]);
  await client.query(SUPPRESS, ["Gone@old.example", "unsubscribed"]);
  await client.end();
  await migrate(connectionString);
  shop = await startTestApp(undefined, undefined, { database });
});
afterAll(() => shop.close());

function suppressions() {
  return shop.sql("select address, reason, also from address_suppressions order by address");
}

describe("the choices that an earlier version stored", () => {
  test("hold for the whole mailbox, and a bounce is kept beside them", async () => {
    expect(await suppressions()).toEqual([
      { address: "both@old.example", reason: "unsubscribed", also: ["bounced"] },
      { address: "gone@old.example", reason: "unsubscribed", also: [] },
      { address: "out@old.example", reason: "unsubscribed", also: [] },
    ]);
    for (const name of ["out", "both", "gone", "in"])
      await putPrompted(shop, `${name}-guest`, { memberId: null, email: `${name}@old.example` });
    const counts = await Promise.all(
      ["out", "both", "gone", "in"].map(
        async (name) => (await promptsOf(shop, `${name}-guest`)).length,
      ),
    );
    expect(counts).toEqual([0, 0, 0, 1]);
  });

  test("are still written and read by processes of that version", async () => {
    await shop.sql(SUPPRESS, ["Late@old.example", "bounced"]);
    await shop.sql(SUPPRESS, ["Late@old.example", "unsubscribed"]);
    await shop.sql(MEMBER, ["late", "late@old.example"]);
    await putPrompted(shop, "late-1", { memberId: "late" });

    expect(await promptsOf(shop, "late-1")).toEqual([]);
  });

  test("survive the way back", async () => {
    await shop.sql("update address_suppressions set reason = 'complained', also = '{}'");
    await migrateBackTo(shop.connectionString, 17);
    const rows = await shop.sql("select distinct reason from address_suppressions");
    await migrate(shop.connectionString);

    expect(rows).toEqual([{ reason: "unsubscribed" }]);
    expect(await suppressions()).toContainEqual({
      address: "out@old.example",
      reason: "unsubscribed",
      also: [],
    });
  });
});
