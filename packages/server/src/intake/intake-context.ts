import type { AskedStage, Provider } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";

/** What the verbs need that store reported orders. */
export interface IntakeContext extends Context {
  /** The stage that we can ask a provider about with an object's id; `null` if there is none. */
  readonly askedStage: (provider: Provider, reference: string) => AskedStage | null;
}
