import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { formatDuration } from "./progress.mjs";
import { StepFailed } from "./run-step.mjs";
import { chooseSteps, STEPS } from "./test-steps.mjs";

const args = process.argv.slice(2);
if (args.includes("--list")) {
  for (const { name, about } of STEPS) console.log(`${name.padEnd(10)} ${about}`);
} else {
  try {
    const steps = chooseSteps(args);
    await ensureNode(import.meta.url);
    await ensureInstall();
    process.exitCode = await runSteps(steps);
  } catch (error) {
    console.error(`\n${error.message ?? error}`);
    process.exitCode = 1;
  }
}

/** Runs the steps in order up to the first that fails; the exit code says whether one did. */
async function runSteps(steps) {
  const results = steps.map(({ name }) => ({ name, outcome: "not run", time: "" }));
  for (const [index, step] of steps.entries()) {
    const startedAt = performance.now();
    const result = results[index];
    try {
      await step.run();
      result.outcome = "passed";
    } catch (error) {
      result.outcome = "failed";
      // The output of a failed command is on the screen already; anything else is our own fault.
      console.error(`\n${error instanceof StepFailed ? error.message : (error.stack ?? error)}`);
    }
    result.time = formatDuration(performance.now() - startedAt);
    if (result.outcome === "failed") break;
  }
  return report(results);
}

function report(results) {
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  console.log("");
  for (const { name, outcome, time } of results) {
    console.log(`${name.padEnd(10)} ${outcome.padEnd(8)} ${time}`.trimEnd());
  }
  console.log(`\n${count("passed")} passed, ${count("failed")} failed`);
  return count("failed") === 0 ? 0 : 1;
}
