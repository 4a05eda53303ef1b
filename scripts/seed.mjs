import { spawn } from "node:child_process";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { inProject, ROOT } from "./project.mjs";
import { StepFailed } from "./run-step.mjs";

try {
  await ensureNode(import.meta.url);
  await ensureInstall();
  process.exitCode = await seed(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof StepFailed ? error.message : (error.stack ?? error)}`);
  process.exitCode = 1;
}

/** @returns {Promise<number>} the exit code of the run, whose output goes to this terminal */
function seed(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      // From the packages' sources, so that nothing has to be built to fill a product that runs already.
      ["--conditions=@followthrough/source", inProject("seed", "main.ts"), ...args],
      { cwd: ROOT, stdio: "inherit" },
    );
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
