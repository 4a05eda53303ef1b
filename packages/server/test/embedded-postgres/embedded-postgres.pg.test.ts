import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { attachEmbeddedPostgres, openEmbeddedPostgres } from "../../src/embedded-postgres/index.ts";
import { discardClusterNow, TEST_FOLDER_PREFIX } from "../support/postgres/postgres-leftovers.ts";

const OPENER = fileURLToPath(new URL("../support/postgres/postgres-opener.ts", import.meta.url));
const quiet = () => {};

let dataDir: string;
const openers: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`));
  await chmod(dataDir, 0o711);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const opener of openers.splice(0)) await kill(opener);
  discardClusterNow(dataDir);
});

describe("the embedded Postgres", () => {
  test("keeps acknowledged rows across a stop", async () => {
    const first = await openEmbeddedPostgres({ dataDir, log: quiet });
    await run(first.connectionString, "create table kept as select 1 as one");
    await first.stop();
    expect(await attachEmbeddedPostgres({ dataDir })).toBeNull();

    const second = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(second.adopted).toBe(false);
    expect(await run(second.connectionString, "select one from kept")).toEqual([{ one: 1 }]);
    await second.stop();
  });

  test.runIf(process.platform === "linux")(
    "knows nothing of our environment, which SQL could read",
    async () => {
      vi.stubEnv("CHECKOUT_API_KEY", "a-secret-of-ours");
      const postgres = await openEmbeddedPostgres({ dataDir, log: quiet });
      const [row] = await run(
        postgres.connectionString,
        `select encode(pg_read_binary_file('/proc/' || split_part(pg_read_file('postmaster.pid'), e'\\n', 1)
        || '/environ', 0, 65536, true), 'escape') as environment`,
      );
      await postgres.stop();
      const { environment } = z.object({ environment: z.string() }).parse(row);
      const names = environment.split("\\000").map((pair) => pair.split("=")[0]);
      expect(names).toContain("PATH");
      expect(environment).not.toContain("a-secret-of-ours");
    },
  );

  test("is adopted when its opener was killed", async () => {
    const killed = await startOpener();
    await kill(killed.process);

    const heir = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(heir).toMatchObject({ adopted: true, connectionString: killed.connectionString });
    await heir.stop();
    expect(await attachEmbeddedPostgres({ dataDir })).toBeNull();
  });

  test("is one server for two processes that open it at once, and outlives the first to leave", async () => {
    const [one, two] = await Promise.all([startOpener(), startOpener()]);
    expect(one.connectionString).toBe(two.connectionString);
    expect([one.adopted, two.adopted].sort()).toEqual([false, true]);

    await leave(one.process);
    expect(await attachEmbeddedPostgres({ dataDir })).toBe(two.connectionString);
    await leave(two.process);
    expect(await attachEmbeddedPostgres({ dataDir })).toBeNull();
  });

  test("loses no acknowledged row when its own process is killed", async () => {
    const first = await openEmbeddedPostgres({ dataDir, log: quiet });
    await run(first.connectionString, "create table kept as select 1 as one");
    const postmaster = await readFile(join(dataDir, "postgres/cluster/postmaster.pid"), "utf8");
    process.kill(Number(postmaster.split("\n")[0]), "SIGKILL");

    const second = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(second.adopted).toBe(false);
    expect(await run(second.connectionString, "select one from kept")).toEqual([{ one: 1 }]);
    await second.stop();
    await first.stop();
  });

  test("starts although a leftover file names a living process of another program", async () => {
    const first = await openEmbeddedPostgres({ dataDir, log: quiet });
    const path = join(dataDir, "postgres/cluster/postmaster.pid");
    const running = await readFile(path, "utf8");
    await first.stop();
    await writeFile(path, running.replace(/^\d+/, String(process.pid)));
    if (process.getuid?.() === 0) await chmod(path, 0o666);

    const second = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(second.adopted).toBe(false);
    await second.stop();
  });

  test("starts again when its first initialization was interrupted", async () => {
    await mkdir(join(dataDir, "postgres/cluster.draft-cut"), { recursive: true });
    await writeFile(join(dataDir, "postgres/cluster.draft-cut/PG_VERSION"), "18\n");

    const postgres = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(await run(postgres.connectionString, "select 1 as one")).toEqual([{ one: 1 }]);
    await expect(stat(join(dataDir, "postgres/cluster.draft-cut"))).rejects.toThrow("ENOENT");
    await postgres.stop();
  });

  test("opens although a killed process has left its lock", async () => {
    const dead = await startOpener();
    const identity = JSON.stringify({ pid: dead.process.pid, started: "then" });
    await kill(dead.process);
    await writeFile(join(dataDir, "postgres.lock"), identity);

    const postgres = await openEmbeddedPostgres({ dataDir, log: quiet });
    expect(postgres.adopted).toBe(true);
    await postgres.stop();
  });

  test("syncs every commit to disk and speaks UTF-8 in the C locale", async () => {
    const postgres = await openEmbeddedPostgres({ dataDir, log: quiet });
    const settings = await run(
      postgres.connectionString,
      `select current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commits,
              current_setting('full_page_writes') as pages,
              current_setting('listen_addresses') as addresses,
              current_database() as database,
              (select datcollate || ' ' || pg_encoding_to_char(encoding)
                 from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual([
      {
        fsync: "on",
        commits: "on",
        pages: "on",
        addresses: "127.0.0.1",
        database: "followthrough",
        locale: "C UTF8",
      },
    ]);
    await postgres.stop();
  });

  test.runIf(process.getuid?.() === 0)(
    "moves to a folder that its user can enter when root's project folder is closed",
    async () => {
      await chmod(dataDir, 0o700);
      const lines: string[] = [];
      const postgres = await openEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
      const note = await readFile(join(dataDir, "postgres-is-elsewhere.txt"), "utf8");
      const folder = /^Folder: (.+)$/m.exec(note)?.[1] ?? "";
      expect(lines.join()).toContain(folder);
      expect(await attachEmbeddedPostgres({ dataDir })).toBe(postgres.connectionString);
      await postgres.stop();

      const again = await openEmbeddedPostgres({ dataDir, log: quiet });
      expect(again.connectionString).toBe(postgres.connectionString);
      await again.stop();
      await rm(folder, { recursive: true });
    },
  );
});

async function startOpener() {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", OPENER, dataDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  openers.push(child);
  const [line] = await once(createInterface(child.stdout), "line");
  const opened: unknown = JSON.parse(String(line));
  if (typeof opened !== "object" || opened === null) throw new Error(`Not an opening: ${line}`);
  const { connectionString, adopted } = { connectionString: "", adopted: false, ...opened };
  return { process: child, connectionString, adopted };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function leave(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function run(connectionString: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
