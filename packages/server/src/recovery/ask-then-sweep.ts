import { createRepeatedTask, type RepeatedTask } from "../platform/jobs/repeated-task.ts";
import { type Asking, askProviders } from "../providers/checks/ask-providers.ts";
import type { RecoveryContext } from "./recovery-context.ts";
import { sweepNow } from "./sweep-overdue.ts";

/** What `startAsking` needs. */
export interface AskingOptions {
  readonly context: RecoveryContext;
  readonly asking: Omit<Asking, "signal">;
  /** Registers a function to call whenever there may be a new question. */
  readonly onChecksWaiting: (wake: () => void) => void;
  readonly mailDomain: string;
}

// The most by which a lost wake-up delays a question.
const LOOK_AGAIN_MS = 5_000;

/** Asks providers the questions that sweeps have opened, and sweeps again when there are answers. */
export function startAsking(options: AskingOptions): Pick<RepeatedTask, "stop"> {
  const { context, asking, mailDomain } = options;
  const task = createRepeatedTask(
    async (signal) => {
      const answered = await askProviders(context, { ...asking, signal });
      if (answered > 0) await sweepNow(context, "answers", { mailDomain });
    },
    LOOK_AGAIN_MS,
    context.log,
  );
  options.onChecksWaiting(task.wake);
  task.wake();
  return { stop: () => task.stop() };
}
