import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "./config.ts";

const Secrets = z.object({ apiKey: z.string().min(16), linkSecret: z.string().min(32) });

/** What authenticates callers and links. */
export interface ServerSecrets {
  readonly apiKey: string;
  readonly linkSecret: string;
  /** Whether the key was made just now and must be shown once. */
  readonly isNewKey: boolean;
  /** Where secrets that the product made are kept. */
  readonly file: string;
}

/**
 * The secrets from the environment. Missing ones are made at the first start and kept in the data folder, where only
 * its owner can read them. There is no way to run without a key.
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

/** @returns false if there are secrets already; of two processes at once, one wins and both read its file */
async function makeSecrets(file: string): Promise<boolean> {
  await mkdir(path.dirname(file), { recursive: true });
  const secrets = {
    apiKey: `ft_${randomBytes(24).toString("base64url")}`,
    linkSecret: randomBytes(48).toString("base64url"),
  };
  // First written completely under another name: the link then appears at once, or fails if there is already a file.
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
