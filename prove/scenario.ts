import type { Cluster } from "./postgres.ts";
import type { Random } from "./random.ts";
import type { Stage, StageOptions } from "./stage.ts";
import type { Verdict } from "./verdict.ts";

/** What a scenario is given. */
export interface ScenarioContext {
  readonly cluster: Cluster;
  /** Of this scenario alone: its choices depend on the seed and its name only. */
  readonly random: Random;
  /** Whether this is the short form. */
  readonly isShort: boolean;
  /** A line of progress. */
  readonly say: (line: string) => void;
  /** A stage with a database of its own; closed when the scenario ends, however it does. */
  openStage(options: Omit<StageOptions, "folder">): Promise<Stage>;
}

/** What a scenario found. */
export interface ScenarioResult extends Verdict {
  /** How many faults were injected. */
  readonly faults: number;
}

/** One way of breaking the product, and the promises that must hold all the same. */
export interface Scenario {
  readonly name: string;
  /** What is done and what must hold, in a sentence. */
  readonly about: string;
  /** Whether it is part of `--short`. */
  readonly short: boolean;
  readonly run: (context: ScenarioContext) => Promise<ScenarioResult>;
}
