import type { LifecycleContext } from "../lifecycle/lifecycle-context.ts";
import type { MessageIntake } from "./inbox/webhook-intake.ts";

/** What the verbs need that keep and apply webhooks. */
export interface ProvidersContext extends LifecycleContext {
  /** Stores messages that arrive at the same moment together. */
  readonly intake: MessageIntake;
}
