import type { TestApp } from "../support/app.ts";

let statement: string | undefined;

/** One digest of every row of every table. If it stays equal, nothing was written. */
export async function digestTables({ sql }: Pick<TestApp, "sql">): Promise<string> {
  statement ??= await digestStatement(sql);
  const [row] = await sql(statement);
  return String(row?.digest);
}

async function digestStatement(sql: TestApp["sql"]): Promise<string> {
  const tables = await sql(
    // A refused sign-in is counted, since the count decides when further ones are refused.
    `select tablename from pg_tables where schemaname = 'public' and tablename <> 'operator_attempts'
    order by 1`,
  );
  const digests = tables.map(({ tablename }) => {
    const rows = `select md5(t::text) as row from ${String(tablename)} t`;
    return `select coalesce(string_agg(row, '' order by row), '') as rows from (${rows}) r`;
  });
  return `select md5(string_agg(rows, '|' order by rows)) as digest from (${digests.join(" union all ")}) d`;
}
