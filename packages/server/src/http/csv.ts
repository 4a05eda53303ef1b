/** What a spreadsheet takes for a formula, or for a step into one, at the beginning of a cell. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r|%＝＋－＠]/u;

/** Rows as CSV (RFC 4180) that no spreadsheet runs: a cell that could be a formula begins with an apostrophe. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const inert = FORMULA.test(value) ? `'${value}` : value;
  // Always in quotes, so that a line or a separator in a cell stays in it.
  return `"${inert.replaceAll('"', '""')}"`;
}
