import { constants, setPriority } from "node:os";
import type { Context } from "../usecases/context.ts";

/** Background work gives way to an API on the same machine. Where that can't be said, nothing is lost. */
export function yieldToOthers({ log, sweepPace }: Context): void {
  if (sweepPace === "full") return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    log.debug({ err: error }, "the process keeps its priority");
  }
}
