import { isUtf8 } from "node:buffer";

/** A number exactly as it is written in the text: ids can exceed 2^53, and amounts must not become floats. */
export class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses a body as JSON; `undefined` if it is not JSON. */
export function readJson(body: Buffer): unknown {
  return parse(body, undefined);
}

/** Parses a body as JSON and keeps every number as its digits. */
export function readJsonWithDigits(body: Buffer): unknown {
  return parse(body, (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? new Digits(context?.source ?? String(value)) : value,
  );
}

function parse(body: Buffer, reviver: ((key: string, value: unknown) => unknown) | undefined) {
  if (!isUtf8(body)) return undefined;
  try {
    const value: unknown = JSON.parse(body.toString(), reviver);
    return value;
  } catch {
    return undefined;
  }
}
