import { parseArgs } from "node:util";
import { SCALES, type Scale } from "./scale.ts";

/** What a run does. */
export interface BenchOptions {
  readonly scale: Scale;
  readonly rounds: number;
  /** Names of works; all when empty. */
  readonly only: readonly string[];
  readonly isList: boolean;
  /** Growth goes on to 10 million orders. */
  readonly isGrowthFull: boolean;
  /** Where the product's processes leave CPU profiles; `null` for none, which is what figures need. */
  readonly profiles: string | null;
}

/** Reads the command line. @throws when it is not understood */
export function readArguments(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      list: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      rounds: { type: "string" },
      scale: { type: "string", default: "full" },
      smoke: { type: "boolean", default: false },
      "growth-full": { type: "boolean", default: false },
      profiles: { type: "string" },
    },
  });
  const scale = readScale(values.smoke ? "smoke" : values.scale);
  const rounds = Number(values.rounds ?? (scale === "smoke" ? 1 : 3));
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds takes a whole number from 1 on, not ${values.rounds}`);
  }
  return {
    scale,
    rounds,
    only: values.only.split(",").filter((name) => name !== ""),
    isList: values.list,
    isGrowthFull: values["growth-full"],
    profiles: values.profiles ?? null,
  };
}

function readScale(name: string): Scale {
  const found = Object.keys(SCALES).find((known): known is Scale => known === name);
  if (found === undefined) {
    throw new Error(`--scale takes one of ${Object.keys(SCALES).join(", ")}, not ${name}`);
  }
  return found;
}
