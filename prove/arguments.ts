import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

/** What a run does. */
export interface ProveOptions {
  readonly seed: number;
  readonly isShort: boolean;
  /** Names of scenarios; all when empty. */
  readonly only: readonly string[];
  readonly isList: boolean;
}

/** Reads the command line. @throws when it is not understood */
export function readArguments(args: readonly string[]): ProveOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string" },
      short: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      list: { type: "boolean", default: false },
    },
  });
  const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed))
    throw new Error(`--seed takes a whole number, not ${values.seed}`);
  return {
    seed,
    isShort: values.short,
    only: values.only.split(",").filter((name) => name !== ""),
    isList: values.list,
  };
}
