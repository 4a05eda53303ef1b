import { formatDuration } from "./progress.mjs";
import { StepFailed } from "./run-step.mjs";

/**
 * Runs steps side by side, each as soon as it may, in the order of the list.
 *
 * @param {readonly { name: string, lane?: string, after?: readonly string[], run: () => Promise<void> }[]} steps
 *   `lane`: two steps of one lane never run at once. `after`: steps that must have ended before, as far
 *   as they are in the list.
 * @param {{ slots: number, stopsAtFailure: boolean }} options
 *   `slots`: how many steps run at once. `stopsAtFailure`: after a failure nothing new starts; what
 *   runs already runs to its end.
 * @returns {Promise<readonly { name: string, outcome: "passed" | "failed" | "not run", ms: number }[]>}
 *   in the order of the list
 */
export async function runParallel(steps, { slots, stopsAtFailure }) {
  const results = new Map(steps.map(({ name }) => [name, { name, outcome: "not run", ms: 0 }]));
  const waiting = [...steps];
  const running = new Map();
  const ended = new Set();
  const hasFailed = () => [...results.values()].some(({ outcome }) => outcome === "failed");

  const mayStart = ({ lane, after = [] }) =>
    after.every((name) => !results.has(name) || ended.has(name)) &&
    (lane === undefined || ![...running.keys()].some((other) => other.lane === lane));

  const start = (step) => {
    waiting.splice(waiting.indexOf(step), 1);
    const work = runOne(step, results.get(step.name)).then(() => {
      running.delete(step);
      ended.add(step.name);
    });
    running.set(step, work);
  };

  for (;;) {
    const mayGoOn = !(stopsAtFailure && hasFailed());
    const next = mayGoOn && running.size < slots ? waiting.find(mayStart) : undefined;
    if (next !== undefined) start(next);
    else if (running.size > 0) await Promise.race(running.values());
    else return [...results.values()];
  }
}

async function runOne(step, result) {
  const startedAt = performance.now();
  try {
    await step.run();
    result.outcome = "passed";
  } catch (error) {
    result.outcome = "failed";
    // The output of a failed command is on the screen already; anything else is an error of these scripts.
    console.error(`\n${error instanceof StepFailed ? error.message : (error.stack ?? error)}\n`);
  }
  result.ms = performance.now() - startedAt;
}

/**
 * Prints a table of the results and one closing line.
 *
 * @param {Awaited<ReturnType<typeof runParallel>>} results
 * @returns {number} the exit code: 0 when nothing failed
 */
export function report(results) {
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  console.log("");
  for (const { name, outcome, ms } of results) {
    const time = outcome === "not run" ? "" : formatDuration(ms);
    console.log(`${name.padEnd(10)} ${outcome.padEnd(8)} ${time}`.trimEnd());
  }
  console.log(`\n${count("passed")} passed, ${count("failed")} failed`);
  return count("failed") === 0 ? 0 : 1;
}
