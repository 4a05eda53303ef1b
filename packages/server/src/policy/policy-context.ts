import type { Context } from "../platform/context.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/** What verbs need that read, adopt or refresh the policy. */
export interface PolicyContext extends Context {
  /** Where `policy` comes from. */
  readonly policies: PolicyInForce;
}
