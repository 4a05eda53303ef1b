import { readFile, stat } from "node:fs/promises";
import type { RecoveryPolicyReading } from "@followthrough/core/contract";
import { readPolicyText } from "./read-policy-text.ts";

/** A policy with every setting written out is 2 KiB, so anything larger than this is a different file. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads a recovery policy from a `.yaml`, `.yml` or `.json` file.
 *
 * @param path as the operating system takes it
 */
export async function readPolicyFile(path: string): Promise<RecoveryPolicyReading> {
  if (!/\.(ya?ml|json)$/i.test(path)) return refused("must be a .yaml, .yml or .json file");
  const bytes = await readBytes(path);
  if (typeof bytes === "string") return refused(bytes);
  const text = decoded(bytes);
  if (text === null) return refused("must be text in UTF-8");
  return readPolicyText(text);
}

/** The file's content, or the problem with the file. */
async function readBytes(path: string): Promise<Uint8Array | string> {
  try {
    // Checked first: a pipe would keep the process waiting at startup, and a device may never end.
    const file = await stat(path);
    if (!file.isFile()) return "must be a file";
    if (file.size > MAX_BYTES) return `must be at most ${MAX_BYTES / 1024} KiB`;
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) return `can't be read (${error.code})`;
    throw error;
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function refused(sentence: string): RecoveryPolicyReading {
  return { ok: false, problems: [`The file ${sentence}`] };
}
