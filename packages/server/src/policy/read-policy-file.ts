import { readFile, stat } from "node:fs/promises";
import { type RecoveryPolicyReading, readRecoveryPolicy } from "@followthrough/core/contract";
import { LineCounter, parseDocument } from "yaml";

/** A policy with every setting written out is 2 KiB; more than this is another file. */
const MAX_BYTES = 256 * 1024;

/** One slip of the pen can make a hundred errors further down. */
const MAX_SYNTAX_FAULTS = 20;

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

  // JSON is YAML, so one parser reads both, and finds a key that is there twice in either.
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // YAML 1.2 whatever a directive says: in 1.1, off is false. And no tags: they make what isn't plain data.
    schema: "core",
    resolveKnownTags: false,
    stringKeys: true,
  });
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
    if (code === "RESOURCE_EXHAUSTION") return "The file is nested too deep";
    const { line, col } = lines.linePos(pos[0]);
    return `Line ${line}, column ${col}: ${message}`;
  });
  if (faults.length > 0) {
    return { ok: false, faults: [...new Set(faults)].slice(0, MAX_SYNTAX_FAULTS) };
  }
  try {
    return readRecoveryPolicy(document.toJS());
  } catch (error) {
    // An alias without its anchor, or so many that they would unfold to fill the memory.
    if (error instanceof ReferenceError) return refused(`can't be used: ${error.message}`);
    throw error;
  }
}

/** The file's content, or what is wrong with the file. */
async function readBytes(path: string): Promise<Uint8Array | string> {
  try {
    // Asked first: a pipe would keep the start waiting, and a device may never end.
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
  return { ok: false, faults: [`The file ${sentence}`] };
}
