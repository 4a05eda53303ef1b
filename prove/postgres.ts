import { randomBytes } from "node:crypto";
import { recordPlace } from "../packages/server/src/embedded-postgres/cluster-place.ts";
import { startPostmaster } from "../packages/server/src/embedded-postgres/postmaster.ts";
import { runBinary } from "../packages/server/src/embedded-postgres/run-binary.ts";
import {
  openThrowawayPostgres,
  runStatement,
  withDatabase,
} from "../packages/server/test/support/postgres/throwaway-postgres.ts";

/** A Postgres of this run's own, which can be crashed and started again. */
export interface Cluster {
  readonly port: number;
  /** Runs `prepare` on a fresh database that all later ones are copies of. */
  makeTemplate(prepare: (url: string) => Promise<void>): Promise<void>;
  /** A copy of the template. @returns its URL, past every proxy */
  createDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** As a crash would: nothing is finished, nothing is written back. Returns when it is gone. */
  stopImmediately(): Promise<void>;
  /** On the same port; returns when it takes connections, recovery included. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Makes and starts one in a folder of its own, with the safe defaults that the product ships. */
export async function openCluster(): Promise<Cluster> {
  const { folder, adminUrl, close } = await openThrowawayPostgres("followthrough-prove-");
  const place = await recordPlace(folder);
  const port = Number(new URL(adminUrl).port);
  const template = "prove_template";
  const postgres = (args: readonly string[]) =>
    runBinary(place.binaries.pgCtl, [...args, "-D", place.cluster], place.account);

  return {
    port,
    async makeTemplate(prepare) {
      await runStatement(adminUrl, `create database ${template}`);
      await prepare(withDatabase(adminUrl, template));
    },
    async createDatabase() {
      const name = `prove_${randomBytes(6).toString("hex")}`;
      await runStatement(adminUrl, `create database ${name} template ${template}`);
      return withDatabase(adminUrl, name);
    },
    dropDatabase: (url) =>
      runStatement(
        adminUrl,
        `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`,
      ),
    async stopImmediately() {
      const { exitCode, output } = await postgres(["stop", "-m", "immediate", "-w", "-s"]);
      if (exitCode !== 0) throw new Error(`Postgres did not stop: ${output}`);
    },
    async start() {
      const access = await startPostmaster(place);
      if (access.port !== port)
        throw new Error(`Postgres came back on another port: ${port} is taken`);
    },
    close,
  };
}
