import { randomBytes } from "node:crypto";
import { appendFile, chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import pg from "pg";
import {
  type Account,
  chooseAccount,
} from "../../packages/server/src/embedded-postgres/account.ts";
import { giveTo } from "../../packages/server/src/embedded-postgres/cluster-place.ts";
import { findFreePort } from "../../packages/server/src/embedded-postgres/free-port.ts";
import { runBinary } from "../../packages/server/src/embedded-postgres/run-binary.ts";
import { clusterIn } from "../../packages/server/test/support/postgres/postgres-leftovers.ts";
import { makeThrowawayFolder } from "../../packages/server/test/support/postgres/throwaway-postgres.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

/** A Postgres of this run's own, for the product and its peers alike. */
export interface Cluster {
  readonly binaries: PostgresBinaries;
  /** @param template a database that nobody is connected to; its files are copied. @returns the address */
  createDatabase(template?: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** What the server says of itself, such as `fsync`. */
  setting(name: string): Promise<string>;
  /** Writes back what is dirty, so that nobody pays for what was before. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

const START_TIMEOUT_S = "60";
const USER = "bench";

/** Makes and starts one with Postgres's own settings, in a folder of its own. */
export async function openCluster(binaries: PostgresBinaries): Promise<Cluster> {
  const { folder, remove } = await makeThrowawayFolder("followthrough-bench-");
  const data = clusterIn(folder);
  const account = await chooseAccount(data);
  const password = randomBytes(24).toString("hex");
  const port = await findFreePort(0);
  await initialize({ folder, data, binaries, account, password, port });
  const server = (args: readonly string[]) =>
    runBinary(binaries.pgCtl, [...args, "-w", "-s", "-t", START_TIMEOUT_S, "-D", data], account);
  const started = await server(["start", "-l", join(data, "server.log")]);
  if (started.exitCode !== 0) throw new Error(`Postgres did not start: ${started.output}`);
  const urlOf = (name: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${name}`;
  const admin = new pg.Pool({ connectionString: urlOf("postgres"), max: 2 });
  admin.on("error", () => {});

  return {
    binaries,
    async createDatabase(template) {
      const name = `bench_${randomBytes(6).toString("hex")}`;
      const source = template === undefined ? "template1" : nameOf(template);
      // Copied as files: going through the log, which is the default, takes ten times as long.
      await admin.query(`create database ${name} template ${source} strategy file_copy`);
      return urlOf(name);
    },
    async dropDatabase(url) {
      await admin.query(`drop database ${nameOf(url)} with (force)`);
    },
    async setting(name) {
      const { rows } = await admin.query<{ setting: string }>(
        "select current_setting($1) as setting",
        [name],
      );
      return rows[0]?.setting ?? "";
    },
    async checkpoint() {
      await admin.query("checkpoint");
    },
    async close() {
      await admin.end();
      await server(["stop", "-m", "fast"]);
      await remove();
    },
  };
}

interface Recipe {
  readonly folder: string;
  readonly data: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | null;
  readonly password: string;
  readonly port: number;
}

async function initialize(recipe: Recipe): Promise<void> {
  const { folder, data, binaries, account, password, port } = recipe;
  const passwordFile = join(folder, "password");
  await mkdir(dirname(data));
  await chmod(dirname(data), 0o711);
  await mkdir(data, { mode: 0o700 });
  await giveTo(account, data);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(account, passwordFile);
  const { exitCode, output } = await runBinary(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
    ],
    account,
  );
  await rm(passwordFile);
  if (exitCode !== 0) throw new Error(`initdb ended with ${exitCode}: ${output}`);
  // Where it listens, and nothing else: durability and memory stay as Postgres ships them.
  await appendFile(
    join(data, "postgresql.conf"),
    `\nport = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n`,
  );
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
