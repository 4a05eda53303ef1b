import { spawn } from "node:child_process";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { inProject, ROOT } from "./project.mjs";
import { runStep, StepFailed } from "./run-step.mjs";
import { toolCommand } from "./tool-command.mjs";

// The Medusa example against a real store; it takes minutes and is no step of `npm test`.
try {
  await ensureNode(import.meta.url);
  await ensureInstall();
  await runStep("Building the packages", [toolCommand("tsc", ["-b"])]);
  const child = spawn(process.execPath, [inProject("examples", "medusa", "prove", "main.mjs")], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.exitCode = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
} catch (error) {
  console.error(`\n${error instanceof StepFailed ? error.message : (error.stack ?? error)}`);
  process.exitCode = 1;
}
