import pg from "pg";

/** Runs work on a connection of its own. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One number that a statement gives as `value`. */
export async function readNumber(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ value: unknown }>(statement, [...values]);
    return Number(rows[0]?.value);
  });
}

/** Statistics and visibility as a database has them that has run for a while. */
export async function settleDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
  });
}
