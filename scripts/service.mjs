import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { inProject, ROOT } from "./project.mjs";

/** Long enough to finish open requests and to stop Postgres. */
const STOP_PATIENCE_MS = 10_000;

/**
 * A long-running child process with an end that can be awaited and a stop that is certain.
 *
 * @param {{ name: string, args: readonly string[], env: object }} options `args` for Node
 */
export function startService({ name, args, env }) {
  const child = spawn(
    process.execPath,
    ["--import", inProject("scripts", "stop-with-parent.mjs"), ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Out of the terminal's process group: on Ctrl-C each is stopped once, in order.
      detached: process.platform !== "win32",
    },
  );
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`The ${name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      resolve(`The ${name} ended unexpectedly (${signal ?? `exit code ${code}`}).`),
    );
  });
  return {
    name,
    /** Resolves to a sentence that says how it ended. */
    ended,
    /** Resolves to the first message for which `pick` gives a value, as that value. */
    message: (pick) => waitForMessage(child, pick),
    stop: () => stopService(child, ended),
  };
}

function waitForMessage(child, pick) {
  return new Promise((resolve) => {
    const listener = (message) => {
      const picked = pick(message);
      if (picked === undefined) return;
      child.off("message", listener);
      resolve(picked);
    };
    child.on("message", listener);
  });
}

async function stopService(child, ended) {
  if (child.pid === undefined) return;
  child.kill("SIGTERM");
  const patience = new AbortController();
  const tooLong = pause(STOP_PATIENCE_MS, "too long", { signal: patience.signal }).catch(() => {});
  if ((await Promise.race([ended, tooLong])) === "too long") {
    killGroup(child.pid);
    await ended;
  }
  patience.abort();
}

function killGroup(pid) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has already ended.
  }
}
