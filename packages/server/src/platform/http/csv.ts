/** What a spreadsheet takes for a formula, or for the start of one, at the beginning of a cell. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r|%＝＋－＠]/u;

/** Without it Excel reads UTF-8 as the computer's own code page. */
const BYTE_ORDER_MARK = "\ufeff";

/** Rows as CSV (RFC 4180) that no spreadsheet runs: a cell that could be a formula begins with an apostrophe. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const inert = FORMULA.test(value) ? `'${value}` : value;
  // Always quoted, so that a line break or a separator in a cell stays inside it.
  return `"${inert.replaceAll('"', '""')}"`;
}
