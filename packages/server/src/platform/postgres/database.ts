import pg from "pg";

/** Something that runs a statement: the pool, or one connection inside a transaction. */
export interface Db {
  query<Row extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

declare const inTransaction: unique symbol;

/** A connection inside a transaction. Functions that need a transaction take this type. */
export interface Tx extends Db {
  readonly [inTransaction]: true;
}

/** The connections of one process. */
export type Pool = pg.Pool;

const { builtins } = pg.types;
// `text[]`, which the driver knows but doesn't name.
const TEXTS: number = 1009;
// The lists of stages and needs of nearly every order. The driver's parser takes a microsecond for each.
const PLAIN_LIST = /^\{[a-z_]+(,[a-z_]+)*\}$/;

/** Times are read as epoch milliseconds, and bigints as numbers: a constraint keeps amounts below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === builtins.TIMESTAMPTZ) return Date.parse;
    if (oid === builtins.INT8) return Number;
    const parse = pg.types.getTypeParser(oid, format);
    if (Number(oid) !== TEXTS) return parse;
    return (value: string) => {
      if (value === "{}") return [];
      return PLAIN_LIST.test(value) ? value.slice(1, -1).split(",") : parse(value);
    };
  },
};

/** Opens the connections of one process. The caller closes them. */
export function openPool(connectionString: string, max = 10): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    connectionTimeoutMillis: 5_000,
    // A statement that hangs must not block its request forever.
    statement_timeout: 30_000,
    application_name: "followthrough",
    // Statements issued together are sent together; each still sees the effects of those before it.
    pipeline: true,
    onConnect: keepToIndexes,
  });
  // The next query replaces an idle connection that breaks. Without a listener, the error would end the process.
  pool.on("error", () => {});
  // The same for a connection in use that breaks between two statements: its user gets the error at the next one.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Connections for code that brings its own SQL and expects times as `Date`. The caller closes them. */
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
 * A prepared statement keeps the plan of its first runs. In a new shop these find empty tables, where a sequential
 * scan looks cheap, and that plan would stay while the table grows, until statistics are gathered. All statements
 * here use keys and indexes, so sequential scans are turned off wherever there is an index.
 */
async function keepToIndexes(client: pg.ClientBase): Promise<void> {
  // With `jit` on, the cost assigned to sequential scans would make Postgres compile harmless statements.
  await client.query("set enable_seqscan = off; set jit = off");
}

/** For a transaction that reads whole tables: lets Postgres choose sequential scans again. */
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
  // The brand exists only for the compiler.
  return client as unknown as Tx;
}

/** A prepared statement, parsed once per connection and then run by its name. Rows use the SQL's column names. */
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

/** The database refused to write this row twice: another transaction was first. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "23505";
}

/** Two transactions waited for each other, and Postgres ended this one so that the other can continue. */
export function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "40P01";
}
