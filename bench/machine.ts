import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { Cluster } from "./database/cluster.ts";

/** Where and with what a run measured; one sentence each. */
export async function describeMachine(cluster: Cluster, wrk: string): Promise<readonly string[]> {
  const settings = [
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
  ];
  const values = await Promise.all(
    settings.map(async (name) => `${name} = ${await cluster.setting(name)}`),
  );
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `Machine: ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}, ${gigabytes} GB, ${type()} ${release()}.`,
    `Versions: Node ${process.versions.node}; ${cluster.binaries.version}; ${wrk}; ${peerVersions()}.`,
    `Postgres as it ships: ${values.join(", ")}.`,
  ];
}

function peerVersions(): string {
  return ["graphile-worker", "pg-boss", "nodemailer"]
    .map((name) => `${name} ${versionOf(name)}`)
    .join(", ");
}

function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  const isObject = typeof manifest === "object" && manifest !== null;
  return isObject && "version" in manifest ? String(manifest.version) : "of an unknown version";
}
