import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolCommand } from "../scripts/tool-command.mjs";
import { makeScratchCopy } from "./scratch-copy.mjs";

// The slowest of the named tests take about ten seconds; this catches a mutant that loops forever.
const PATIENCE_MS = 120_000;

/**
 * Applies one mutant at a time to a copy of the project and runs the tests that must notice. First the
 * same tests run without a mutant: what fails there could prove nothing.
 *
 * @param {readonly import("./list.mjs").Mutant[]} mutants
 * @returns {Promise<{ killed: number, total: number }>}
 */
export async function runMutants(mutants) {
  const copy = makeScratchCopy();
  try {
    for (const mutant of mutants) mutate(copy.folder, mutant)();
    const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
    const control = await runTests(copy.folder, tests, PATIENCE_MS * 3);
    if (control.verdict !== "passed") {
      throw new Error(
        `Without a mutant the tests do not pass (${control.verdict}): ${control.why}`,
      );
    }
    let killed = 0;
    for (const [at, mutant] of mutants.entries()) {
      const restore = mutate(copy.folder, mutant);
      const { verdict, why } = await runTests(copy.folder, mutant.tests, PATIENCE_MS);
      restore();
      const isKilled = verdict === "failed" || verdict === "hung";
      killed += Number(isKilled);
      const word = isKilled ? "killed  " : "SURVIVED";
      console.log(`${String(at + 1).padStart(2)} ${word} ${mutant.name}\n            ${why}`);
    }
    return { killed, total: mutants.length };
  } finally {
    copy.remove();
  }
}

/** @returns a function that takes it back */
function mutate(folder, { name, edits }) {
  const paths = [...new Set(edits.map(({ file }) => join(folder, file)))];
  const sources = paths.map((path) => [path, readFileSync(path, "utf8")]);
  for (const { file, find, replace } of edits) {
    const path = join(folder, file);
    const source = readFileSync(path, "utf8");
    if (source.split(find).length !== 2) {
      throw new Error(`"${name}": what it replaces has to be in ${file} exactly once`);
    }
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
  }
  return () => {
    for (const [path, source] of sources) writeFileSync(path, source);
  };
}

async function runTests(folder, tests, patienceMs) {
  const report = join(folder, "mutant-report.json");
  rmSync(report, { force: true });
  const { command, args } = toolCommand("vitest", [
    "run",
    "--bail=1",
    "--reporter=json",
    `--outputFile=${report}`,
    ...tests,
  ]);
  const child = spawn(command, args, { cwd: folder, stdio: "ignore", detached: true });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), patienceMs);
  await exited;
  clearTimeout(timer);
  if (child.signalCode === "SIGKILL") return { verdict: "hung", why: "the tests never ended" };
  return judge(report);
}

/** Only a test that failed counts; a copy that can't be loaded says nothing of the tests. */
function judge(report) {
  const { numFailedTests, numPassedTests, success, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  if (success && numPassedTests > 0) return { verdict: "passed", why: "no test noticed" };
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed"),
  );
  if (numFailedTests > 0) return { verdict: "failed", why: `by “${failed[0]?.fullName}”` };
  return { verdict: "broken", why: testResults.map(({ message }) => message).join("; ") };
}
