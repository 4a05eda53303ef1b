/** A text as JSON, or `undefined` when it is none: for cookies, which anybody may have written. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
