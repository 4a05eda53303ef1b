import { type RecoveryPolicyReading, readRecoveryPolicy } from "@followthrough/core/contract";
import { LineCounter, parseDocument, stringify } from "yaml";

/** One slip of the pen can make a hundred errors further down. */
const MAX_SYNTAX_FAULTS = 20;

/** Reads a recovery policy written in YAML or JSON. */
export function readPolicyText(text: string): RecoveryPolicyReading {
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

/** A policy's document as YAML. */
export function writePolicyText(document: object): string {
  return stringify(document, { lineWidth: 100 });
}

function refused(sentence: string): RecoveryPolicyReading {
  return { ok: false, faults: [`The file ${sentence}`] };
}
