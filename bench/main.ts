import { rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type BenchOptions, readArguments } from "./arguments.ts";
import { type Cluster, openCluster } from "./database/cluster.ts";
import { readModel } from "./database/model.ts";
import { ensurePostgres, type PostgresBinaries } from "./database/postgres-binaries.ts";
import { ensureWrk } from "./load/wrk.ts";
import { describeMachine } from "./machine.ts";
import { runCommand } from "./product/part.ts";
import { findShortfalls, renderTable, writePage } from "./report.ts";
import { type Measured, readResults, withMeasured, writeResults } from "./results.ts";
import { LARGEST_GROWTH, SCALES, type Sizes } from "./scale.ts";
import type { Series } from "./series.ts";
import type { Base, Context, Work } from "./work.ts";
import { WORKS } from "./works/index.ts";

const RESULTS = fileURLToPath(new URL("./results.json", import.meta.url));
const PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));

const options = readArguments(process.argv.slice(2));
if (options.isList) {
  for (const { name, about, limit } of WORKS) console.log(`${name.padEnd(18)} ${about}: ${limit}`);
} else {
  // Leaves through the exit, where children and the cluster are ended.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await bench(options);
}

async function bench({ scale, only, rounds, isGrowthFull, profiles }: BenchOptions): Promise<void> {
  const tools = await chooseTools(scale === "smoke");
  if (tools === null) return;
  const chosen = chooseWorks(only, scale === "smoke");
  const sizes = sizesOf(SCALES[scale], isGrowthFull);
  const folder = await mkdtemp(join(tmpdir(), "followthrough-bench-run-"));
  // Postgres's account has to pass through to the embedded cluster.
  await chmod(folder, 0o711);
  const discard = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", discard);
  const cluster = await openCluster(tools.binaries);
  try {
    const run = {
      name: new Date().toISOString(),
      machine: await describeMachine(cluster, tools.wrk),
    };
    const base = await prepareBase(cluster, folder);
    // Without an earlier run's figures unless this one's are to stand beside them.
    let results = scale === "full" ? readResults(RESULTS) : { runs: {}, works: {} };
    for (const work of chosen) {
      const place = { folder: join(folder, work.name), profiles: profiles && resolve(profiles) };
      const measured = await measure(work, run.name, { cluster, base, sizes, rounds, ...place });
      results = withMeasured(results, run, work.name, measured);
      if (scale === "full") await writeResults(RESULTS, results);
    }
    const table = renderTable(WORKS, sizes, results);
    console.log(`\n${run.machine.join("\n")}\n\n${table}\n`);
    if (scale === "full") await writePage(PAGE, table, results);
    else
      console.log(`Sizes of --scale ${scale}: these figures show that it runs, and are not kept.`);
    if (scale !== "smoke") printShortfalls(findShortfalls(chosen, sizes, results));
  } catch (error) {
    process.off("exit", discard);
    console.error(`What the product's processes said is in ${folder}`);
    throw error;
  } finally {
    await cluster.close();
  }
}

function printShortfalls(shortfalls: readonly string[]): void {
  for (const line of shortfalls) console.log(`Not reached: ${line}`);
}

/** What is measured with, beside the packages that are peers. */
interface Tools {
  readonly binaries: PostgresBinaries;
  readonly wrk: string;
}

/** @returns `null` where a smoke run can't be had: it proves nothing of the product that they are missing */
async function chooseTools(isSmoke: boolean): Promise<Tools | null> {
  try {
    return { binaries: await ensurePostgres(), wrk: await ensureWrk() };
  } catch (error) {
    if (!isSmoke) throw error;
    console.log(`Not run: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function chooseWorks(only: readonly string[], isSmoke: boolean): readonly Work[] {
  const unknown = only.filter((name) => !WORKS.some((work) => work.name === name));
  if (unknown.length > 0) throw new Error(`There is no work ${unknown.join(", ")}; see --list`);
  if (only.length > 0) return WORKS.filter(({ name }) => only.includes(name));
  return isSmoke ? WORKS.filter(({ isInSmoke }) => isInSmoke) : WORKS;
}

function sizesOf(sizes: Sizes, isGrowthFull: boolean): Sizes {
  return isGrowthFull ? { ...sizes, growth: [...sizes.growth, LARGEST_GROWTH] } : sizes;
}

/** Measures one work in a folder of its own. */
async function measure(
  work: Work,
  run: string,
  given: Omit<Context, "say" | "record">,
): Promise<Measured> {
  await mkdir(given.folder, { mode: 0o711 });
  const measured = new Map<string, Series>();
  const say = (line: string) => console.log(`  ${work.name}: ${line}`);
  const startedAt = performance.now();
  await work.run({
    ...given,
    say,
    record(name, unit, value) {
      say(`${name}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit}`);
      const values = [...(measured.get(name)?.values ?? []), Number(value.toPrecision(6))];
      measured.set(name, { run, unit, values });
    },
  });
  say(`done after ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return measured;
}

async function prepareBase(cluster: Cluster, folder: string): Promise<Base> {
  const place = { folder, profiles: null };
  const schema = await cluster.createDatabase();
  await runCommand(place, ["migrate"], { databaseUrl: schema });
  const tried = await cluster.createDatabase(schema);
  const model = await readModel(place, tried);
  await cluster.dropDatabase(tried);
  return { schema, model };
}
