import { type ChildProcess, fork } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The command that a shop installs. */
export const PROGRAM = fileURLToPath(
  new URL("../packages/server/bin/followthrough.js", import.meta.url),
);

const READY_PATIENCE_MS = 120_000;
const STOP_PATIENCE_MS = 60_000;

/** What a process is started as. */
export interface PartOptions {
  /** `api`, `worker-1` ... */
  readonly name: string;
  readonly command: "api" | "worker";
  readonly environment: NodeJS.ProcessEnv;
  /** What it says on both streams is kept here. */
  readonly folder: string;
}

/** One life of a process. */
interface Life {
  readonly pid: number;
  /** Monotonic milliseconds; `null` while it lives. */
  killedAt: number | null;
}

/** A process of the product that is started again at once whenever it ends, as a supervisor would. */
export interface Part {
  readonly name: string;
  /** All its lives; the last one is now. */
  readonly lives: readonly Life[];
  /** Exits without a signal of ours: a promise is broken. */
  readonly unexpectedExits: readonly string[];
  readonly logFile: string;
  /** Resolves when the present life says that it is ready. */
  ready(): Promise<void>;
  /**
   * `kill -9`, and a start. Synchronous: the process is gone before it runs another instruction.
   *
   * @returns false when it was dead already
   */
  kill(): boolean;
  /** SIGSTOP. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Ends it and starts no other: gracefully with SIGTERM, at once with SIGKILL. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Starts a part. */
export function startPart(options: PartOptions): Part {
  const { name, folder } = options;
  const lives: Life[] = [];
  const unexpectedExits: string[] = [];
  const logFile = join(folder, `${name}.log`);
  const log = createWriteStream(logFile, { flags: "a" });
  let isStopping = false;
  let born = beginLife(options, log);
  lives.push(born.life);
  supervise(born);

  function supervise({ life, gone }: Born): void {
    void gone.then((how) => {
      if (isStopping) return;
      if (life.killedAt === null) unexpectedExits.push(`${name} ended unexpectedly: ${how}`);
      born = beginLife(options, log);
      lives.push(born.life);
      supervise(born);
    });
  }

  return {
    name,
    lives,
    unexpectedExits,
    logFile,
    async ready() {
      // The present life may be killed while somebody waits for it; then the next one counts.
      const deadline = performance.now() + READY_PATIENCE_MS;
      for (;;) {
        const { life, ready, gone } = born;
        const left = deadline - performance.now();
        const late = tooLong(`${name} is not ready; see ${logFile}`, left);
        // One that is being killed has said that it is ready, and means nothing by it.
        await Promise.race(life.killedAt === null ? [ready, gone, late] : [gone, late]);
        if (life === born.life && life.killedAt === null) return;
      }
    },
    kill() {
      const { life } = born;
      if (life.killedAt !== null) return false;
      life.killedAt = performance.now();
      return process.kill(life.pid, "SIGKILL");
    },
    pause: () => void born.child.kill("SIGSTOP"),
    resume: () => void born.child.kill("SIGCONT"),
    async stop(signal) {
      isStopping = true;
      const { child, gone } = born;
      child.kill("SIGCONT");
      child.kill(signal);
      const killer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
      await gone;
      clearTimeout(killer);
      log.end();
    },
  };
}

interface Born {
  readonly life: Life;
  readonly child: ChildProcess;
  /** Resolves when it says so itself; the API then listens, the worker works. */
  readonly ready: Promise<void>;
  /** How it ended. */
  readonly gone: Promise<string>;
}

function beginLife({ command, environment }: PartOptions, log: WriteStream): Born {
  const child = fork(PROGRAM, [command], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => log.write(chunk));
  }
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message) => {
      if (message === "ready") resolve();
    });
  });
  const gone = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  return { life: { pid: child.pid ?? 0, killedAt: null }, child, ready, gone };
}

function tooLong(what: string, ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(what)), Math.max(ms, 0)).unref();
  });
}
