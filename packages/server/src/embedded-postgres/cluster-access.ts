import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { giveTo, type Place } from "./cluster-place.ts";
import { isErrorCode, readIfPresent } from "./file-state.ts";

/** The superuser and the database of every embedded server. */
export const USER = "followthrough";
export const DATABASE = "followthrough";

/** What a connection needs. */
export interface Access {
  readonly password: string;
  /** The loopback port of the latest start; 0 before the first. */
  readonly port: number;
}

/** The connection string of one database of the server, including the password. */
export function connectionStringFor(access: Access, database: string = DATABASE): string {
  return `postgresql://${USER}:${access.password}@127.0.0.1:${access.port}/${database}`;
}

/** Reads the secret file of a cluster; null when there is no cluster. */
export async function readAccess(cluster: string): Promise<Access | null> {
  const path = accessFile(cluster);
  let text: string | null;
  try {
    text = await readIfPresent(path);
  } catch (error) {
    if (!isErrorCode(error, "EACCES", "EPERM")) throw error;
    throw new Error(
      `The database in ${cluster} belongs to another user. Run this as the user who created it, or set DATA_DIR to a folder of your own.`,
      { cause: error },
    );
  }
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "password" in value && "port" in value) {
    const { password, port } = value;
    if (typeof password === "string" && typeof port === "number") return { password, port };
  }
  throw new Error(`${path} is damaged: it should contain a password and a port.`);
}

/** Writes the secret file atomically, readable only by its owner. */
export async function writeAccess(
  cluster: string,
  access: Access,
  account: Place["account"],
): Promise<void> {
  const path = accessFile(cluster);
  const draft = `${path}.draft`;
  await writeFile(draft, JSON.stringify(access), { mode: 0o600 });
  await giveTo(account, draft);
  await rename(draft, path);
}

function accessFile(cluster: string): string {
  return join(cluster, "followthrough-access.json");
}
