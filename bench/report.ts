import { writeBetweenMarkers } from "../prove/write-between-markers.ts";
import type { Results } from "./results.ts";
import type { Sizes } from "./scale.ts";
import { median, NotComparable, ratioOf, type Series } from "./series.ts";
import type { Limit, Row, Work } from "./work.ts";

const HEAD = ["work", "followthrough", "peer", "ratio", "limit", "reached"] as const;

/** The table in Markdown. A ratio stands there only where both its sides come from one run. */
export function renderTable(works: readonly Work[], sizes: Sizes, results: Results): string {
  const lines = works.flatMap((work) => {
    const measured = results.works[work.name];
    if (measured === undefined) return [];
    return work.rows(sizes).flatMap((row) => renderRow(row, measured));
  });
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [HEAD, rule, ...lines]
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Which limits were not reached, a sentence each. */
export function findShortfalls(works: readonly Work[], sizes: Sizes, results: Results): string[] {
  return works.flatMap((work) => {
    const measured = results.works[work.name] ?? {};
    return work.rows(sizes).flatMap((row) => {
      const isReached = reaches(row, measured);
      return isReached === false ? [`${work.name}: ${row.what} (${limitInWords(row.limit)})`] : [];
    });
  });
}

type Measured = Readonly<Record<string, Series>>;

function renderRow(row: Row, measured: Measured): string[][] {
  const ours = measured[row.ours];
  if (ours === undefined) return [];
  const peer = row.peer === undefined ? undefined : measured[row.peer];
  const isReached = reaches(row, measured);
  return [
    [
      row.what,
      inWords(ours),
      peer === undefined ? "" : `${row.peer}: ${inWords(peer)}`,
      renderRatio(row, measured),
      limitInWords(row.limit),
      isReached === null ? "" : isReached ? "yes" : "**no**",
    ],
  ];
}

function renderRatio(row: Row, measured: Measured): string {
  const ratio = ratioIn(row, measured);
  if (ratio === null) return "";
  return ratio instanceof NotComparable ? "not of one run" : `${ratio.toFixed(2)}x`;
}

function ratioIn(row: Row, measured: Measured): number | NotComparable | null {
  const ours = measured[row.ours];
  const peer = row.peer === undefined ? undefined : measured[row.peer];
  if (ours === undefined || peer === undefined) return null;
  try {
    return ratioOf(ours, peer);
  } catch (error) {
    if (error instanceof NotComparable) return error;
    throw error;
  }
}

/** @returns `null` where there is no limit, or no figure to compare with it */
function reaches(row: Row, measured: Measured): boolean | null {
  const ours = measured[row.ours];
  if (row.limit === undefined || ours === undefined) return null;
  if (row.limit.kind === "figure") return median(ours.values) <= row.limit.atMost;
  const ratio = ratioIn(row, measured);
  return typeof ratio === "number" ? ratio >= row.limit.atLeast : null;
}

function limitInWords(limit: Limit | undefined): string {
  if (limit === undefined) return "";
  return limit.kind === "ratio" ? `>= ${limit.atLeast}x` : `<= ${limit.atMost}`;
}

function inWords({ values, unit }: Series): string {
  const middle = median(values);
  const digits = middle < 10 ? 2 : 0;
  const figure = middle.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${figure} ${unit}`;
}

/** Writes the table into the page that explains it. */
export async function writePage(file: string, table: string, results: Results): Promise<void> {
  await writeBetweenMarkers(
    file,
    "npm run bench",
    [...renderMachines(results.runs), table].join("\n\n"),
  );
}

/** Runs on the same machine share one description. */
function renderMachines(runs: Results["runs"]): string[] {
  const byMachine = Map.groupBy(Object.entries(runs), ([, machine]) =>
    machine.map((line) => `- ${line}`).join("\n"),
  );
  return [...byMachine].map(([machine, its]) => {
    const names = its.map(([name]) => name).join(", ");
    return `${its.length === 1 ? "Run" : "Runs"} ${names}:\n\n${machine}`;
  });
}
