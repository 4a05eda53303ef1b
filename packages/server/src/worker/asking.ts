import { type Asking, askProviders } from "../usecases/ask-providers.ts";
import type { Context } from "../usecases/context.ts";
import { sweepOverdue } from "../usecases/sweep-overdue.ts";
import { createRepeatedTask, type RepeatedTask } from "./repeated-task.ts";

/** What asks providers. */
export interface AskingOptions {
  readonly context: Context;
  readonly asking: Omit<Asking, "signal">;
  /** Calls back whenever a provider may have to be asked. */
  readonly onChecksWaiting: (wake: () => void) => void;
  readonly mailDomain: string;
}

// A lost wake-up delays a question by this at most.
const LOOK_AGAIN_MS = 5_000;

/** Asks providers what sweeps want to know first, and decides the orders when they have answered. */
export function startAsking(options: AskingOptions): Pick<RepeatedTask, "stop"> {
  const { context, asking, mailDomain } = options;
  const task = createRepeatedTask(
    async (signal) => {
      const answered = await askProviders(context, { ...asking, signal });
      if (answered > 0) await sweepOverdue(context, { trigger: "answers", slot: null, mailDomain });
    },
    LOOK_AGAIN_MS,
    context.log,
  );
  options.onChecksWaiting(task.wake);
  task.wake();
  return { stop: () => task.stop() };
}
