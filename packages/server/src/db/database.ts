import pg from "pg";

/** Something that runs a statement: the pool, or one connection inside a transaction. */
export interface Db {
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

declare const inTransaction: unique symbol;

/** A connection inside a transaction. A function that needs one asks for it by this type. */
export interface Tx extends Db {
  readonly [inTransaction]: true;
}

/** The connections of one process. */
export type Pool = pg.Pool;

const TIMESTAMPTZ = pg.types.builtins.TIMESTAMPTZ;
const INT8 = pg.types.builtins.INT8;

/** Times are read as epoch milliseconds, bigints as numbers: amounts stay below 2^53 by constraint. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === TIMESTAMPTZ) return (value: string) => Date.parse(value);
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Opens the connections of one process. The caller ends them. */
export function openPool(connectionString: string, max = 10): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    connectionTimeoutMillis: 5_000,
    // A statement that hangs must not hold its request for ever.
    statement_timeout: 30_000,
    application_name: "followthrough",
    // What is asked at once travels at once; each statement still sees what those before it did.
    pipeline: true,
    onConnect: keepToIndexes,
  });
  // An idle connection that breaks is replaced at the next query; without a listener it ends the process.
  pool.on("error", () => {});
  // Nor may one that breaks while it is lent, between two statements: whoever has it hears at the next one.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Connections for what brings SQL of its own and wants times as `Date`. The caller ends them. */
export function openPlainPool(connectionString: string): Pool {
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    application_name: "followthrough operators",
  });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/**
 * A prepared statement keeps the plan of its first runs. In a new shop these find empty tables, and reading the
 * whole of one looks cheap; that plan would stay while the table grows, until statistics are gathered. What is run
 * here goes by keys and indexes, so that the way past them is never taken where there is one.
 */
async function keepToIndexes(client: pg.ClientBase): Promise<void> {
  // Without `jit` off, the price that is put on whole reads would have harmless statements compiled.
  await client.query("set enable_seqscan = off; set jit = off");
}

/** For a transaction that looks at whole tables: for it Postgres may choose again. */
export async function allowWholeReads(tx: Tx): Promise<void> {
  await tx.query({ text: "set local enable_seqscan = on" });
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function transaction<Result>(
  pool: Pool,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(asTx(client));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function asTx(client: pg.PoolClient): Tx {
  // The brand exists for the compiler only.
  return client as unknown as Tx;
}

/** A prepared statement: parsed once a connection, then run by its name. Rows are named by the SQL's own columns. */
export function prepared<Row extends pg.QueryResultRow>(name: string, text: string) {
  return async (db: Db, values: readonly unknown[]): Promise<Row[]> => {
    const { rows } = await db.query<Row>({ name, text, values: [...values] });
    return rows;
  };
}

/** Epoch milliseconds as a parameter for `timestamptz`. */
export function timestamp(time: number): Date;
export function timestamp(time: number | null): Date | null;
export function timestamp(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

/** The database refused to write this row twice: somebody else was first. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505";
}

/** Two transactions waited for each other, and this one was ended so that the other goes on. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "40P01";
}

/** Nothing can be read or written at the moment: no connection, or the server is stopping or starting. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57P)/.test(error.code ?? "");
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (/^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH)/.test(code)) return true;
  return /terminated|timeout exceeded when trying to connect|Client has encountered/i.test(
    error.message,
  );
}
