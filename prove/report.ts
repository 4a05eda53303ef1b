import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ScenarioResult } from "./scenario.ts";

/** One scenario's line in the report. */
export interface Line extends ScenarioResult {
  readonly scenario: string;
  readonly seconds: number;
}

/** More would bury the first. */
const REASONS_SHOWN = 12;

/** The table, and a line for each broken promise. */
export function renderReport(lines: readonly Line[]): string {
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
  const table = [head, ...rows].map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | "),
  );
  table.splice(1, 0, widths.map((width) => "-".repeat(width)).join("-|-"));
  const reasons = lines.flatMap(({ scenario, broken }) => [
    ...broken.slice(0, REASONS_SHOWN).map((reason) => `${scenario}: ${reason}`),
    ...(broken.length > REASONS_SHOWN
      ? [`${scenario}: and ${broken.length - REASONS_SHOWN} more`]
      : []),
  ]);
  return [...table, ...(reasons.length === 0 ? [] : ["", ...reasons])].join("\n");
}

/** Keeps the figures for whoever quotes them. */
export async function writeReport(
  path: string,
  run: { readonly seed: number; readonly isShort: boolean },
  lines: readonly Line[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...run, scenarios: lines }, null, 2)}\n`);
}
