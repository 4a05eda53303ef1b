import { type RecoveryPolicyReading, readRecoveryPolicy } from "@followthrough/core/contract";
import { LineCounter, parseDocument, stringify } from "yaml";

/** One typing error can cause a hundred more further down. */
const MAX_SYNTAX_PROBLEMS = 20;

/** Reads a recovery policy written in YAML or JSON. */
export function readPolicyText(text: string): RecoveryPolicyReading {
  // JSON is YAML, so one parser reads both, and finds duplicate keys in either.
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // YAML 1.2, whatever a directive says: 1.1 reads `off` as false. And no tags, since they make more than plain data.
    schema: "core",
    resolveKnownTags: false,
    stringKeys: true,
  });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => {
    if (code === "RESOURCE_EXHAUSTION") return "The file is nested too deep";
    const { line, col } = lines.linePos(pos[0]);
    return `Line ${line}, column ${col}: ${message}`;
  });
  if (problems.length > 0) {
    return { ok: false, problems: [...new Set(problems)].slice(0, MAX_SYNTAX_PROBLEMS) };
  }
  try {
    return readRecoveryPolicy(document.toJS());
  } catch (error) {
    // An alias without its anchor, or so many aliases that expanding them would fill the memory.
    if (error instanceof ReferenceError) return refused(`can't be used: ${error.message}`);
    throw error;
  }
}

/** A policy's document as YAML. */
export function writePolicyText(document: object): string {
  return stringify(document, { lineWidth: 100 });
}

function refused(sentence: string): RecoveryPolicyReading {
  return { ok: false, problems: [`The file ${sentence}`] };
}
