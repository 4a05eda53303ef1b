/** A word of a catalog with its place in it, such as `mail.stages.payment.button`. */
export type Word = readonly [place: string, text: string];

/** All texts of a catalog. Functions are called with marks that are easy to find in their text. */
export function wordsOf(catalog: unknown, place = ""): Word[] {
  if (typeof catalog === "string") return [[place, catalog]];
  if (typeof catalog === "function") return [[place, String(catalog("«1»", "«2»"))]];
  if (typeof catalog !== "object" || catalog === null) return [];
  return Object.entries(catalog).flatMap(([key, value]) =>
    wordsOf(value, place === "" ? key : `${place}.${key}`),
  );
}
