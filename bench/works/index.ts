import type { Work } from "../work.ts";
import { operatorsConsole } from "./console.ts";
import { delivery } from "./delivery.ts";
import { getOrchestration } from "./get-orchestration.ts";
import { growth } from "./growth.ts";
import { loyalty } from "./loyalty.ts";
import { postEvent, postEvent32 } from "./post-event.ts";
import { start } from "./start.ts";
import { streams } from "./streams.ts";
import { sweepOverdue } from "./sweep.ts";

/** All works, in the order of the report. */
export const WORKS: readonly Work[] = [
  postEvent,
  postEvent32,
  loyalty,
  getOrchestration,
  sweepOverdue,
  delivery,
  growth,
  start,
  streams,
  operatorsConsole,
];
