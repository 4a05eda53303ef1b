import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { z } from "zod";
import type { Series } from "./series.ts";

const StoredSeries = z.object({
  run: z.string(),
  unit: z.string(),
  values: z.array(z.number()),
});

const Results = z.object({
  /** What each run measured on, by the run's name. */
  runs: z.record(z.string(), z.array(z.string())),
  /** Series by work and name. */
  works: z.record(z.string(), z.record(z.string(), StoredSeries)),
});

/** All that is known: of each work its latest measurement, from this run or an earlier one. */
export type Results = z.infer<typeof Results>;

/** Series of one work by name. */
export type Measured = ReadonlyMap<string, Series>;

/** What earlier runs have left. */
export function readResults(file: string): Results {
  if (!existsSync(file)) return { runs: {}, works: {} };
  return Results.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The results with one work's series in the place of its earlier ones. */
export function withMeasured(
  { runs, works }: Results,
  run: { readonly name: string; readonly machine: readonly string[] },
  work: string,
  measured: Measured,
): Results {
  const series = Object.fromEntries(
    [...measured].map(([name, { values, ...rest }]) => [name, { ...rest, values: [...values] }]),
  );
  const all = { ...works, [work]: series };
  const needed = new Set(
    Object.values(all).flatMap((each) => Object.values(each).map((s) => s.run)),
  );
  const kept = Object.entries({ ...runs, [run.name]: [...run.machine] });
  return { runs: Object.fromEntries(kept.filter(([name]) => needed.has(name))), works: all };
}

/** Writes the figures to the file that the documentation quotes. */
export async function writeResults(file: string, results: Results): Promise<void> {
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
}
