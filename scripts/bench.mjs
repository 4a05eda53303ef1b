import { spawn } from "node:child_process";
import { ensureConsole } from "./ensure-build.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { inProject, ROOT } from "./project.mjs";
import { StepFailed } from "./run-step.mjs";

try {
  await ensureNode(import.meta.url);
  await ensureInstall();
  // What is measured here is the command as a shop runs it, so it has to be built from these sources.
  await ensureConsole();
  process.env.CHROMIUM_PATH = await ensureChromium();
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof StepFailed ? error.message : (error.stack ?? error)}`);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code of the run, whose output goes to this terminal */
function bench(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inProject("bench", "main.ts"), ...args], {
      cwd: ROOT,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
