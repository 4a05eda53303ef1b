import { constants, setPriority } from "node:os";
import type { AppContext } from "../app-context.ts";

/** Lets background work give way to an API on the same machine. Where this is not possible, nothing is lost. */
export function yieldToOthers({ log, sweepPace }: AppContext): void {
  if (sweepPace === "full") return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    log.debug({ err: error }, "the process keeps its priority");
  }
}
