import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readArguments } from "./arguments.ts";
import { runCommand } from "./checks.ts";
import { type Cluster, openCluster } from "./postgres.ts";
import { createRandom } from "./random.ts";
import { type Line, renderReport, writePage, writeReport } from "./report.ts";
import type { Scenario, ScenarioContext } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { openStage, type Stage } from "./stage.ts";
import { WaitedTooLong } from "./wait-until.ts";

const RESULTS = fileURLToPath(new URL("./results.json", import.meta.url));
const PAGE = fileURLToPath(new URL("../docs/proofs.md", import.meta.url));

/** Reasons that are printed as they occur, before the run ends; the report names more. */
const REASONS_PRINTED = 3;

const SHORT_PATIENCE_MS = 120_000;
const FULL_PATIENCE_MS = 20 * 60_000;

const options = readArguments(process.argv.slice(2));
if (options.isList) {
  for (const { name, about, short } of SCENARIOS) {
    console.log(`${name.padEnd(20)} ${short ? "short" : "     "}  ${about}`);
  }
} else {
  // Exits explicitly: a scenario that was given up may still be waiting for something.
  process.exit(await prove());
}

/** @returns the exit code */
async function prove(): Promise<number> {
  const { seed, isShort } = options;
  console.log(`Seed ${seed}${isShort ? ", short form" : ""}`);
  const chosen = chooseScenarios();
  // Leaves through the exit, where the cluster is discarded; the product's processes go with this one.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const folder = await mkdtemp(join(tmpdir(), "followthrough-prove-run-"));
  await chmod(folder, 0o711);
  const cluster = await openCluster();
  const lines: Line[] = [];
  try {
    await cluster.makeTemplate(async (url) => void (await runCommand(["migrate"], url)));
    for (const scenario of chosen) lines.push(await play(scenario, cluster, folder));
  } finally {
    await cluster.close();
  }
  const isProved = lines.every(({ broken }) => broken.length === 0);
  await writeReport(RESULTS, { seed, isShort }, lines);
  if (chosen === SCENARIOS) await writePage(PAGE, { seed, at: new Date() }, lines);
  console.log(`\n${renderReport(lines)}\n`);
  if (isProved) await rm(folder, { recursive: true, force: true });
  else console.log(`Logs and journals: ${folder}\nAgain: npm run prove -- --seed ${seed}`);
  return isProved ? 0 : 1;
}

/** @returns `SCENARIOS` itself for the whole proof */
function chooseScenarios(): readonly Scenario[] {
  const { only, isShort } = options;
  const unknown = only.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(", ")}; see --list`);
  if (only.length > 0) return SCENARIOS.filter(({ name }) => only.includes(name));
  return isShort ? SCENARIOS.filter(({ short }) => short) : SCENARIOS;
}

/** A scenario that hangs has found something, too. */
async function tooLong(): Promise<never> {
  const patienceMs = options.isShort ? SHORT_PATIENCE_MS : FULL_PATIENCE_MS;
  await pause(patienceMs, undefined, { ref: false });
  throw new WaitedTooLong(`the scenario did not end within ${patienceMs / 1000} s`);
}

/** Plays one scenario; whatever it throws is its finding. */
async function play(scenario: Scenario, cluster: Cluster, folder: string): Promise<Line> {
  const { name } = scenario;
  const startedAt = performance.now();
  const stages: Stage[] = [];
  let opened = 0;
  const say = (line: string) => console.log(`  ${name}: ${line}`);
  const context: ScenarioContext = {
    cluster,
    random: createRandom(options.seed).fork(name),
    isShort: options.isShort,
    say,
    async openStage(wanted) {
      opened += 1;
      const stage = await openStage(cluster, {
        ...wanted,
        folder: join(folder, `${name}-${opened}`),
      });
      stages.push(stage);
      return stage;
    },
  };
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
  try {
    const result = await Promise.race([scenario.run(context), tooLong()]);
    say(`${result.broken.length === 0 ? "held" : "BROKEN"} after ${seconds()} s`);
    for (const reason of result.broken.slice(0, REASONS_PRINTED)) say(reason);
    return { scenario: name, seconds: seconds(), ...result };
  } catch (error) {
    say(`BROKEN after ${seconds()} s: ${String(error)}`);
    const restarts = stages.reduce((sum, stage) => sum + stage.restarts(), 0);
    const none = { faults: 0, prompts: 0, sent: 0, unknown: 0, lost: 0, doubled: 0 };
    return { scenario: name, seconds: seconds(), ...none, restarts, broken: [String(error)] };
  } finally {
    await Promise.all(stages.map((stage) => stage.close()));
  }
}
