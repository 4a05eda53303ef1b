import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ScenarioResult } from "./scenario.ts";
import { writeBetweenMarkers } from "./write-between-markers.ts";

/** One scenario's line in the report. */
export interface Line extends ScenarioResult {
  readonly scenario: string;
  readonly seconds: number;
}

/** More would bury the first. */
const REASONS_SHOWN = 12;

/** The table in Markdown, and a line for each broken promise. */
export function renderReport(lines: readonly Line[]): string {
  const reasons = lines.flatMap(({ scenario, broken }) => [
    ...broken.slice(0, REASONS_SHOWN).map((reason) => `${scenario}: ${reason}`),
    ...(broken.length > REASONS_SHOWN
      ? [`${scenario}: and ${broken.length - REASONS_SHOWN} more`]
      : []),
  ]);
  return [renderTable(lines), ...(reasons.length === 0 ? [] : ["", ...reasons])].join("\n");
}

function renderTable(lines: readonly Line[]): string {
  const head = [
    "scenario",
    "faults injected",
    "prompts due",
    "sent",
    "unknown",
    "lost",
    "doubled",
    "restarts",
    "verdict",
  ];
  const rows = lines.map((line) => [
    line.scenario,
    ...[
      line.faults,
      line.prompts,
      line.sent,
      line.unknown,
      line.lost,
      line.doubled,
      line.restarts,
    ].map(String),
    line.broken.length === 0 ? "held" : "BROKEN",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | "))
    .map((row) => `| ${row} |`)
    .join("\n");
}

/** Writes the figures to the file that the documentation quotes. */
export async function writeReport(
  path: string,
  run: { readonly seed: number; readonly isShort: boolean },
  lines: readonly Line[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...run, scenarios: lines }, null, 2)}\n`);
}

/** Writes the figures of a whole run into the page. */
export async function writePage(
  file: string,
  run: { readonly seed: number; readonly at: Date },
  lines: readonly Line[],
): Promise<void> {
  const minutes = Math.round(lines.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  const when = `Run of ${run.at.toISOString().slice(0, 10)}, seed ${run.seed}, ${minutes} minutes:`;
  await writeBetweenMarkers(file, "npm run prove", `${when}\n\n${renderTable(lines)}`);
}
