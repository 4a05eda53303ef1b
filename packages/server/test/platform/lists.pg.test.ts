import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPool, type Pool } from "../../src/platform/postgres/database.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/postgres/postgres.ts";

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createEmptyDatabase();
  pool = openPool(database.connectionString, 1);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const name = fc.constantFrom(
  "payment",
  "loyalty_hold",
  "null",
  "NULL",
  "",
  "a b",
  'a"b',
  "a\\b",
  "{",
  ",",
);
const text = fc.oneof(name, fc.string({ unit: "binary" }).filter(isStorable));

/** Postgres stores no zero character and no half of a surrogate pair. */
function isStorable(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}

test("a list of texts is read as it was written, whether it is plain or not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text), { maxLength: 4 }), async (list) => {
      const { rows } = await pool.query({ text: "select $1::text[] as list", values: [list] });
      expect(rows).toEqual([{ list }]);
    }),
    { numRuns: 500 },
  );
});
