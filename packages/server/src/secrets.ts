import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "./config.ts";

const Secrets = z.object({ apiKey: z.string().min(16), linkSecret: z.string().min(32) });

/** What callers and links are checked with. */
export interface ServerSecrets {
  readonly apiKey: string;
  readonly linkSecret: string;
  /** Whether the key was made just now, and so has to be shown once. */
  readonly isNewKey: boolean;
  /** Where the made ones are kept. */
  readonly file: string;
}

/**
 * The secrets of the environment; what it does not name is made at the first start and kept in the data
 * folder, readable by its owner only. There is no way to run without a key.
 */
export async function loadSecrets(config: Config): Promise<ServerSecrets> {
  const file = path.join(config.dataDir, "secrets.json");
  const { apiKey, linkSecret } = config;
  if (apiKey !== undefined && linkSecret !== undefined) {
    return { apiKey, linkSecret, isNewKey: false, file };
  }
  const isMade = await makeSecrets(file);
  const kept = Secrets.parse(JSON.parse(await readFile(file, "utf8")));
  return {
    apiKey: apiKey ?? kept.apiKey,
    linkSecret: linkSecret ?? kept.linkSecret,
    isNewKey: isMade && apiKey === undefined,
    file,
  };
}

/** @returns false when there are some already; of two processes at once one wins and both read its file */
async function makeSecrets(file: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true });
  const secrets = {
    apiKey: `ft_${randomBytes(24).toString("base64url")}`,
    linkSecret: randomBytes(48).toString("base64url"),
  };
  // Written whole under another name first: a link appears at once, or not at all where there is one.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
