import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { report, runParallel } from "./run-parallel.mjs";
import { chooseSteps, STEPS } from "./test-steps.mjs";

/** Two cores are what this is made for. */
const SLOTS = 2;

const args = process.argv.slice(2);
if (args.includes("--list")) {
  for (const { name, about } of STEPS) console.log(`${name.padEnd(10)} ${about}`);
} else {
  try {
    const steps = chooseSteps(args);
    await ensureNode(import.meta.url);
    await ensureInstall();
    process.exitCode = report(await runParallel(steps, { slots: SLOTS, stopsAtFailure: true }));
  } catch (error) {
    console.error(`\n${error.message ?? error}`);
    process.exitCode = 1;
  }
}
