import { type ChildProcess, fork } from "node:child_process";

/** A part of the product in a process of its own. */
export interface Part {
  readonly command: "api" | "worker";
  readonly environment: NodeJS.ProcessEnv;
}

const STOP_PATIENCE_MS = 25_000;

/**
 * Runs parts as child processes until a signal comes or one of them ends, then stops the others.
 *
 * @param entry the file that runs the `followthrough` command
 * @param onReady called once, when every part has said that it is ready
 * @returns the name of the part that ended by itself, or `null` after a signal
 */
export async function superviseParts(
  entry: string,
  parts: readonly Part[],
  onReady: () => void,
): Promise<string | null> {
  const children = parts.map(({ command, environment }) => ({
    command,
    child: fork(entry, [command], { env: environment, stdio: "inherit" }),
  }));
  const waiting = new Set(children.map(({ command }) => command));
  const { promise: ended, resolve } = Promise.withResolvers<string | null>();
  const stopAll = () => resolve(null);
  // Listened to until the end: npm and a terminal both pass on a Ctrl-C, and the second must not kill.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stopAll);
  // The parent that started this process is gone without a signal.
  if (process.connected) process.on("disconnect", stopAll);
  for (const { command, child } of children) {
    child.once("exit", () => resolve(command));
    child.on("message", (message) => {
      if (message !== "ready" || !waiting.delete(command)) return;
      if (waiting.size === 0) onReady();
    });
  }
  const first = await ended;
  // A listener of its own keeps the channel open, and an open channel this process alive.
  process.off("disconnect", stopAll);
  await Promise.all(children.map(({ child }) => stop(child)));
  return first;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
  await gone;
  clearTimeout(killer);
}
