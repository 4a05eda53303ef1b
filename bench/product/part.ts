import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { environmentFor, type Surroundings } from "./environment.ts";
import { type Usage, watchUsage } from "./usage.ts";

/** The command that a shop installs. */
const PROGRAM = fileURLToPath(
  new URL("../../packages/server/bin/followthrough.js", import.meta.url),
);

const STOP_PATIENCE_MS = 30_000;

/** Where processes of the product keep what is theirs. */
export interface ProductFolder {
  readonly folder: string;
  /** Where they leave CPU profiles; `null` for none. */
  readonly profiles: string | null;
}

/** A process of the product that says of itself that it is ready. */
export interface Part {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A command of the product that ends without being stopped. */
export interface Ended extends Usage {
  readonly output: string;
}

/** Starts `followthrough api`, `worker` or `serve`, and returns when it is ready. */
export async function startPart(
  place: ProductFolder,
  command: "api" | "worker" | "serve",
  surroundings: Surroundings,
): Promise<Part> {
  const { child, gone, logFile } = await begin(place, command, [], surroundings);
  child.stdout?.resume();
  const ready = new Promise<null>((resolve) => child.once("message", () => resolve(null)));
  const how = await Promise.race([ready, gone]);
  if (how !== null) throw new Error(`${command} ended with ${how}; see ${logFile}`);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill("SIGTERM");
      // An open channel would keep `serve` alive when its parts are gone.
      if (child.connected) child.disconnect();
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
      await gone;
      clearTimeout(killer);
    },
  };
}

/** Runs a command of the product to its end. @throws when it fails */
export async function runCommand(
  place: ProductFolder,
  args: readonly [string, ...string[]],
  surroundings: Surroundings,
): Promise<Ended> {
  const [command, ...rest] = args;
  const { child, gone, logFile } = await begin(place, command, rest, surroundings);
  const watch = watchUsage(child.pid ?? 0);
  const [how, output] = await Promise.all([gone, text(child.stdout ?? Readable.from([]))]);
  const usage = watch.stop();
  if (how !== "0") throw new Error(`${command} ended with ${how}; see ${logFile}`);
  return { output, ...usage };
}

interface Begun {
  readonly child: ChildProcess;
  /** How it ended. */
  readonly gone: Promise<string>;
  readonly logFile: string;
}

async function begin(
  { folder, profiles }: ProductFolder,
  command: string,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Begun> {
  const logFile = join(folder, `${command}.log`);
  const log = createWriteStream(logFile, { flags: "a" });
  const profiling = profiles === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
  const child = spawn(process.execPath, [...profiling, PROGRAM, command, ...args], {
    env: await environmentFor(folder, surroundings),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stderr?.pipe(log);
  // A process that nobody can stop any more would outlive the run.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const gone = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      process.off("exit", end);
      resolve(signal ?? String(code));
    });
  });
  return { child, gone, logFile };
}
