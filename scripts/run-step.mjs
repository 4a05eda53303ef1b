import { spawn } from "node:child_process";
import { showProgress } from "./progress.mjs";
import { ROOT } from "./project.mjs";
import { onStopSignal } from "./stop-signal.mjs";

/** A step's command failed; its output is on the screen already. */
export class StepFailed extends Error {}

/**
 * Runs commands one after another as one step: a line when it is done, signs of life until then,
 * and the commands' own output only if one fails (or at once with VERBOSE=1).
 *
 * @param {string} title what is being done, as a person would say it
 * @param {readonly { command: string, args: readonly string[], cwd?: string, env?: object }[]} commands
 */
export async function runStep(title, commands) {
  const progress = showProgress(title);
  for (const command of commands) {
    const { code, output } = await runQuietly(command);
    if (code === 0) continue;
    progress.fail();
    if (output !== "") process.stdout.write(output.endsWith("\n") ? output : `${output}\n`);
    throw new StepFailed(
      `${title}: \`${[command.command, ...command.args].join(" ")}\` ended with ${code}.`,
    );
  }
  progress.succeed();
}

function runQuietly({ command, args, cwd = ROOT, env = {} }) {
  const isVerbose = process.env.VERBOSE === "1";
  const isWindows = process.platform === "win32";
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", isVerbose ? "inherit" : "pipe", isVerbose ? "inherit" : "pipe"],
      // Its own process group, so that a stop reaches the tools' own children too.
      detached: !isWindows,
      shell: isWindows && command.endsWith(".cmd"),
    });
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    const forget = onStopSignal((signal) => {
      try {
        process.kill(isWindows ? child.pid : -child.pid, signal);
      } catch {
        // It has already ended.
      }
    });
    child.on("error", (error) => {
      forget();
      resolve({ code: "an error", output: String(error) });
    });
    child.on("close", (code, signal) => {
      forget();
      resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString("utf8") });
    });
  });
}
