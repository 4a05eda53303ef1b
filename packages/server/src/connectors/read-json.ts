import { isUtf8 } from "node:buffer";

/** A number as it stands in the text. Ids pass 2^53, and amounts are no floats. */
export class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** JSON as the sender wrote it; `undefined` when it is none. */
export function readJson(body: Buffer): unknown {
  return parse(body, undefined);
}

/** The same with every number as its digits. */
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
