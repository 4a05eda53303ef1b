import type { Cluster } from "./database/cluster.ts";
import type { Model } from "./database/model.ts";
import type { ProductFolder } from "./product/part.ts";
import type { Sizes } from "./scale.ts";

/** What a row of the report has to reach. */
export type Limit =
  /** So many times its peer, or more. */
  | { readonly kind: "ratio"; readonly atLeast: number }
  /** The figure itself, or less. */
  | { readonly kind: "figure"; readonly atMost: number };

/** One line of the report. */
export interface Row {
  readonly what: string;
  /** Names of series that the work records. */
  readonly ours: string;
  readonly peer?: string;
  readonly limit?: Limit;
}

/** What all works begin with. */
export interface Base {
  /** A database with the product's schema and nothing in it, to be copied. */
  readonly schema: string;
  readonly model: Model;
}

/** What a work is given; the folder is its own and is removed after the run. */
export interface Context extends ProductFolder {
  readonly cluster: Cluster;
  readonly base: Base;
  readonly sizes: Sizes;
  readonly rounds: number;
  say(line: string): void;
  /** One value of a series, in the order of the rounds. */
  record(series: string, unit: string, value: number): void;
}

/** Something that is measured, in its own file. */
export interface Work {
  readonly name: string;
  readonly about: string;
  /** What has to be reached, in words. */
  readonly limit: string;
  /** Whether a smoke run does it: what others do by the same means need not run again. */
  readonly isInSmoke: boolean;
  rows(sizes: Sizes): readonly Row[];
  /** Does all rounds, both sides of a comparison in each. @throws when the accounts don't balance */
  run(context: Context): Promise<void>;
}

/** Runs `round` as often as the options say, numbered from 1. */
export async function eachRound(
  { rounds, say }: Context,
  round: (number: number) => Promise<void>,
): Promise<void> {
  for (let number = 1; number <= rounds; number += 1) {
    say(`round ${number} of ${rounds}`);
    await round(number);
  }
}

/** Stops a run whose figures would not measure what they claim to. */
export function requireBalance(what: string, isBalanced: boolean): void {
  if (!isBalanced) throw new Error(`The accounts don't balance: ${what}`);
}
