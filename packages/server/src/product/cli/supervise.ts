import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

type Command = "api" | "worker";

/** Parts of the product, each in a process of its own. */
export interface Parts {
  /**
   * Runs them in this environment until a signal comes or one of them ends, then stops the others.
   *
   * @param onReady called once, when every part has reported that it is ready
   * @returns the name of the part that ended without being stopped, or `null` after a signal
   */
  run(environment: NodeJS.ProcessEnv, onReady: () => void): Promise<string | null>;
  /** Stops the parts that are still running. */
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 25_000;
/** Tells a part's process that its environment arrives by message. */
const BEGUN = "FOLLOWTHROUGH_BEGUN";

/**
 * Starts parts that load their code and then wait for their environment. The caller opens what the environment
 * names, such as a database, while they load.
 *
 * @param entry the file that runs the `followthrough` command
 * @param surroundings the part of their environment that is already known
 */
export function beginParts(
  entry: string,
  commands: readonly Command[],
  surroundings: NodeJS.ProcessEnv,
): Parts {
  const children = commands.map((command) => {
    const env = { ...surroundings, ...process.env, [BEGUN]: "1" };
    return { command, child: fork(entry, [command], { env, stdio: "inherit" }) };
  });
  const { promise: ended, resolve } = Promise.withResolvers<string | null>();
  for (const { command, child } of children) child.once("exit", () => resolve(command));

  const stopEach = async () => {
    await Promise.all(children.map(({ child }) => stop(child)));
  };

  return {
    stop: stopEach,
    async run(environment, onReady) {
      const waiting = new Set(commands);
      const stopAll = () => resolve(null);
      // Listen until the end: npm and a terminal both pass on a Ctrl-C, and the second signal must not kill.
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stopAll);
      // The parent of this process ended without sending a signal.
      if (process.connected) process.on("disconnect", stopAll);
      for (const { command, child } of children) {
        child.on("message", (message) => {
          if (message !== "ready" || !waiting.delete(command)) return;
          if (waiting.size === 0) onReady();
        });
        // The exit event reports a process that is already gone.
        child.send(environment, () => {});
      }
      const first = await ended;
      // A "disconnect" listener keeps the channel open, and an open channel keeps this process alive.
      process.off("disconnect", stopAll);
      await stopEach();
      return first;
    },
  };
}

/**
 * In a process of `beginParts`: waits until its environment arrives, and adopts it. Any other process has its own.
 */
export async function untilEnvironment(): Promise<void> {
  if (process.env[BEGUN] === undefined) return;
  // The process that started this one is gone, and nothing has been opened yet.
  const leave = () => process.exit();
  process.once("disconnect", leave);
  // Nothing else keeps this process alive yet; later the channel must not.
  process.channel?.ref();
  const [environment] = await once(process, "message");
  process.channel?.unref();
  process.off("disconnect", leave);
  Object.assign(process.env, environment);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
  await gone;
  clearTimeout(killer);
}
