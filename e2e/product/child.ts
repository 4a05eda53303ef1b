import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where a failed run is looked into: what each process said. Emptied by Playwright before a run. */
export const LOGS = path.join(ROOT, "e2e", "test-results", "logs");

const STOP_PATIENCE_MS = 20_000;
const READY_PATIENCE_MS = 60_000;
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "SystemRoot"];

/** A process of the product that the tests have started. */
export interface Child {
  readonly process: ChildProcess;
  /** Everything it said so far, standard output and error in one. */
  output(): string;
  /** Waits for the exit code; `null` after a signal. */
  ended(): Promise<number | null>;
  /** Ends it and what it has started; certain, and quiet when it has ended already. */
  stop(): Promise<void>;
}

/**
 * Starts Node with `args`. It gets `env` and nothing of the developer's shell, which may hold a key or a
 * database URL; and it ends with this process, no matter how this process ends.
 */
export function startChild(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Child {
  const passedOn = PASSED_ON.flatMap((key) => {
    const value = process.env[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const child = spawn(
    process.execPath,
    ["--import", path.join(ROOT, "scripts", "stop-with-parent.mjs"), ...args],
    {
      cwd: ROOT,
      env: { ...Object.fromEntries(passedOn), ...env },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: process.platform !== "win32",
    },
  );
  const said: string[] = [];
  mkdirSync(LOGS, { recursive: true });
  const log = createWriteStream(path.join(LOGS, `${name}.log`), { flags: "a" });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said.push(text);
      log.write(text);
    });
  }
  const exit = once(child, "exit");
  child.once("close", () => log.end());
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    process: child,
    output: () => said.join(""),
    async ended() {
      if (!isOver()) await exit;
      return child.exitCode;
    },
    async stop() {
      if (isOver()) return;
      child.kill("SIGTERM");
      const patience = new AbortController();
      const killer = pause(STOP_PATIENCE_MS, undefined, { signal: patience.signal }).then(
        () => killGroup(child),
        () => {},
      );
      await exit;
      patience.abort();
      await killer;
    },
  };
}

/** Waits until a URL answers without a server error, as long as its process lives. */
export async function untilItAnswers(child: Child, url: string): Promise<void> {
  const deadline = performance.now() + READY_PATIENCE_MS;
  while (!(await answers(url))) {
    const { exitCode, signalCode } = child.process;
    const isOver = exitCode !== null || signalCode !== null;
    if (isOver || performance.now() > deadline) {
      throw new Error(`Nothing answers at ${url}. The process said:\n${child.output()}`);
    }
    await pause(50);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has already ended.
  }
}
