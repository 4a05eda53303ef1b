import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { inject } from "vitest";

/** A test file's own database, migrated and empty. */
export interface TestDatabase {
  readonly connectionString: string;
  /** Deletes it. Throws if a connection to it was left open, since something was then not stopped. */
  drop(): Promise<void>;
}

/** A closed connection's backend needs a moment to end; a leaked one stays. */
const LEAVE_PATIENCE_MS = 2_000;

/**
 * Copies the run's template into a database of its own, which takes about 50 ms.
 *
 * @example
 * const database = await createTestDatabase();
 * afterAll(() => database.drop());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject("postgres").template);
}

/** A database without any table, for what migrations do. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return copyDatabase("template0");
}

async function copyDatabase(template: string): Promise<TestDatabase> {
  const { adminUrl } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await withAdmin(adminUrl, (admin) => admin.query(`create database ${name} template ${template}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    connectionString: url.href,
    drop: () =>
      withAdmin(adminUrl, async (admin) => {
        const leaked = await findLeakedSessions(admin, name);
        await admin.query(`drop database ${name} with (force)`);
        if (leaked.length === 0) return;
        throw new Error(
          `${leaked.length} connection(s) were left open at the end of this file:\n${leaked.join("\n")}`,
        );
      }),
  };
}

async function findLeakedSessions(admin: pg.Client, name: string): Promise<readonly string[]> {
  const deadline = performance.now() + LEAVE_PATIENCE_MS;
  for (;;) {
    const sessions = await describeSessions(admin, name);
    if (sessions.length === 0 || performance.now() > deadline) return sessions;
    await pause(25);
  }
}

async function describeSessions(admin: pg.Client, name: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ session: string }>(
    `select format('  %s %s: %s', application_name, state, left(query, 200)) as session
       from pg_stat_activity
      where datname = $1 and backend_type = 'client backend'
      order by pid`,
    [name],
  );
  return rows.map(({ session }) => session);
}

async function withAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
