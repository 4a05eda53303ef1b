import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { installPackage } from "../debian.ts";
import { API_KEY } from "../product/environment.ts";

const execFileAsync = promisify(execFile);

const PACKAGE = "wrk";
const SCRIPTS = fileURLToPath(new URL(".", import.meta.url));
const TIMEOUT_S = 20;

/** What an API is loaded with. */
export interface Load {
  /** A script of this folder. */
  readonly what: "post-event" | "get-orchestration" | "hold-and-capture";
  readonly connections: number;
  readonly seconds: number;
  /** Requests are spread over so many orders, or members, at random. */
  readonly orders: number;
  /** The first of them; 1 when absent. */
  readonly first?: number;
}

/** What a load found; times in milliseconds. */
export interface LoadResult {
  /** Requests that were answered and not refused. */
  readonly answered: number;
  readonly seconds: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** As `report.lua` writes it; times in microseconds. */
const Report = z.object({
  requests: z.number(),
  refused: z.number(),
  broken: z.number(),
  duration: z.number(),
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
});

/** @returns the installed version of wrk, or `null` */
async function findWrk(): Promise<string | null> {
  // It prints its version when requested, and exits as if something had gone wrong.
  const said = await execFileAsync("wrk", ["--version"]).catch((error) => error);
  return /^wrk \S+/.exec(String(said.stdout ?? ""))?.[0] ?? null;
}

/** Installs wrk where it is missing and that is possible. @throws with what to install by hand */
export async function ensureWrk(): Promise<string> {
  const found = await findWrk();
  if (found !== null) return found;
  const reason = await installPackage(PACKAGE);
  const installed = await findWrk();
  if (installed !== null) return installed;
  throw new Error(
    `wrk is missing and could not be installed (${reason ?? "the package brought none"}). ` +
      `Install it with \`apt-get install ${PACKAGE}\`.`,
  );
}

/** Puts load on an API on this machine, from one thread. */
export async function runWrk(port: number, load: Load): Promise<LoadResult> {
  const { what, connections, seconds, orders, first = 1 } = load;
  // No key is sent twice, so that each request is a write.
  const prefix = `${process.pid}-${Date.now()}-`;
  const { stdout } = await execFileAsync(
    "wrk",
    [
      ...["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`],
      ...["--timeout", `${TIMEOUT_S}s`, "--script", `${what}.lua`, `http://127.0.0.1:${port}`],
      ...["--", String(first), String(orders), API_KEY, prefix],
    ],
    { cwd: SCRIPTS },
  );
  const line = stdout.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`wrk said something unexpected:\n${stdout}`);
  const { requests, refused, broken, duration, p50, p99, max } = Report.parse(JSON.parse(line));
  return {
    answered: requests - refused,
    seconds: duration / 1e6,
    failed: refused + broken,
    p50: p50 / 1e3,
    p99: p99 / 1e3,
    max: max / 1e3,
  };
}
