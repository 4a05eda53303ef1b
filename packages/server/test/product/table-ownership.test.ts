import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  ACCOUNT_FIELDS,
  OPERATOR_FIELDS,
  SESSION_FIELDS,
  VERIFICATION_FIELDS,
} from "../../src/access/fields.ts";
import { findViolations, INVARIANTS } from "../../src/engine/sql/invariants.ts";
import {
  aliasesIn,
  findAliases,
  findCalls,
  type SourceCall,
  sourceFiles,
  sourcePath,
} from "../support/source-calls.ts";
import { createdTables, writtenTables } from "../support/written-tables.ts";

interface Rooms {
  readonly ROOMS: readonly { readonly name: string; readonly owns: readonly string[] }[];
  readonly FOREIGN_WRITES: readonly { readonly file: string; readonly tables: readonly string[] }[];
}

const ROOT = new URL("../../../../", import.meta.url);
const { ROOMS, FOREIGN_WRITES }: Rooms = createRequire(import.meta.url)(
  new URL("rooms.cjs", ROOT).pathname,
);

/** Better Auth writes these tables with SQL of its own. */
const BETTER_AUTH: readonly string[] = [
  OPERATOR_FIELDS,
  SESSION_FIELDS,
  ACCOUNT_FIELDS,
  VERIFICATION_FIELDS,
].map(({ modelName }) => modelName);

/** Files that run a statement without preparing it. None of their texts writes a row. */
const UNPREPARED = [
  "delivery/sql/end-lock.ts",
  "delivery/sql/outbox-statistics.ts",
  "embedded-postgres/ensure-database.ts",
  "platform/jobs/job-transaction.ts",
  "platform/postgres/channels.ts",
  "platform/postgres/database.ts",
];

// Statements are prepared while their module loads. Their texts are then complete, with everything that they take
// from other modules or make of lists.
const { sent } = vi.hoisted(() => ({ sent: new Map<string, string[]>() }));
vi.mock("../../src/platform/postgres/database.ts", async (original) => ({
  ...(await original<object>()),
  prepared: (name: string, text: string) => {
    sent.set(name, [...(sent.get(name) ?? []), text]);
    return async () => [];
  },
}));

interface Write {
  readonly file: string;
  readonly statement: string;
  readonly table: string;
}

const files = sourceFiles();
const preparing = findCalls(files, ["prepared"]);
const tables = createdTables(readFileSync(new URL("packages/server/schema.sql", ROOT), "utf8"));
const owners = new Map(ROOMS.flatMap(({ name, owns }) => owns.map((table) => [table, name])));
let writes: readonly Write[] = [];

beforeAll(async () => {
  for (const file of new Set(preparing.map((call) => call.file))) await import(sourcePath(file));
  for (const invariant of INVARIANTS) {
    await findViolations({ query: () => Promise.reject(new Error("never queried")) }, invariant);
  }
  writes = [...sent].flatMap(([statement, texts]) =>
    texts
      .flatMap(writtenTables)
      .map((table) => ({ file: fileOf(statement)?.file ?? "", statement, table })),
  );
});

test("a write is found anywhere in a statement", () => {
  const hidden = `with a as (insert into orders (order_id) values ($1) returning order_id),
    b as (update prompts p set state = $2 from a where p.order_id = a.order_id),
    c as (delete from sweeps), d as (select * from members for update)
    merge into escalations e using a on true when matched then delete`;
  expect(writtenTables(hidden).sort()).toEqual(["escalations", "orders", "prompts", "sweeps"]);
  expect(writtenTables("truncate members, pgboss.job")).toEqual(["members", "pgboss.job"]);
});

describe("tables", () => {
  test("each is owned by exactly one room", () => {
    expect(ROOMS.flatMap(({ owns }) => owns).sort()).toEqual([...tables].sort());
  });

  test("each is written by its owner", () => {
    const written = new Set(writes.filter(isOwners).map(({ table }) => table));
    expect(tables.filter((table) => !written.has(table) && !BETTER_AUTH.includes(table))).toEqual(
      [],
    );
    expect(BETTER_AUTH.map((table) => owners.get(table))).toEqual(BETTER_AUTH.map(() => "access"));
  });

  test("no other room writes one unless it is declared", () => {
    expect(writes.filter((write) => !isOwners(write) && !isDeclared(write))).toEqual([]);
  });

  test("every declared write to another room's table exists", () => {
    const declared = FOREIGN_WRITES.flatMap(({ file, tables }) =>
      tables.map((table) => `${file} writes ${table}`),
    );
    const made = writes.filter((write) => !isOwners(write));
    expect(declared.sort()).toEqual(
      [...new Set(made.map(({ file, table }) => `${file} writes ${table}`))].sort(),
    );
  });

  test("those of the job queue are written only by it", () => {
    expect(writes.filter(({ table }) => table.includes("."))).toEqual([]);
  });

  test("ARCHITECTURE.md names each one with its owner", () => {
    const page = readFileSync(new URL("ARCHITECTURE.md", ROOT), "utf8");
    expect(ownersInPage(page)).toEqual(Object.fromEntries([...owners].sort()));
  });
});

describe("statements", () => {
  test("each has a name of its own", () => {
    expect([...sent].filter(([, texts]) => texts.length > 1).map(([name]) => name)).toEqual([]);
  });

  test("all statements that the sources prepare were read", () => {
    const names = [...sent.keys()];
    const isRead = ({ firstText }: SourceCall) =>
      firstText !== null && names.some((name) => firstText.test(name));
    expect(preparing.filter((call) => !isRead(call))).toEqual([]);
    expect(names.filter((name) => fileOf(name) === undefined)).toEqual([]);
  });

  test("SQL is only in sql/ folders, in the Postgres helpers, and in the embedded server", () => {
    const isPlace = (file: string) => /^[^/]+\/sql\/|^platform\/postgres\//.test(file);
    expect(preparing.filter(({ file }) => !isPlace(file))).toEqual([]);
    expect(filesCalling("query")).toEqual(UNPREPARED);
    expect(
      UNPREPARED.filter((file) =>
        /\b(insert\s+into|update\s+[\w.]+\s+(as\s+\w+\s+)?set|delete\s+from|merge\s+into|truncate)\b/i.test(
          readFileSync(sourcePath(file), "utf8"),
        ),
      ),
    ).toEqual([]);
  });

  test("no statement is run under another name", () => {
    const hidden = `import { prepared as statement } from "./database.ts";
      const run = pool.query.bind(pool);
      const { query } = pool;`;
    expect(aliasesIn("a.ts", hidden, ["prepared", "query"])).toHaveLength(3);
    // A route reads its request's query.
    const running = files.filter((file) => !/\/http\//.test(file));
    expect(findAliases(running, ["prepared", "query", "transaction"])).toEqual([]);
  });

  test("only verbs open transactions", () => {
    const openers = findCalls(files, ["transaction"]).map(({ file }) => file);
    expect(openers.length).toBeGreaterThan(0);
    expect(openers.filter((file) => /\/(http|sql|mail|cli)\//.test(file))).toEqual([]);
    // The lock before a message's end marker lasts while the mail server answers, and no callback can span that.
    const connecting = filesCalling("connect").filter((file) => /\/(http|sql)\//.test(file));
    expect(connecting).toEqual(["delivery/sql/end-lock.ts"]);
  });
});

function filesCalling(method: string): string[] {
  const calls = findCalls(files, [method]).filter(({ isMethod }) => isMethod);
  return [...new Set(calls.map(({ file }) => file))];
}

function fileOf(statement: string): SourceCall | undefined {
  return preparing.find(({ firstText }) => firstText?.test(statement));
}

function isOwners({ file, table }: Write): boolean {
  return owners.get(table) === file.split("/")[0];
}

function isDeclared({ file, table }: Write): boolean {
  return FOREIGN_WRITES.some((write) => write.file === file && write.tables.includes(table));
}

/** The owner of each table, from the page's section about data. */
function ownersInPage(page: string): Record<string, string> {
  const [, data = ""] = page.split("\n## Data\n");
  const rows = [...data.matchAll(/^\| (`[^|]+?) +\| `([a-z-]+)` +\|/gm)];
  const named = rows.flatMap(([, names = "", owner = ""]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, table = ""]): [string, string] => [table, owner]),
  );
  return Object.fromEntries(named.sort());
}
