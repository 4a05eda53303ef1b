import type { TimelineEntry } from "@followthrough/core/contract";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { clockTime } from "../parts/time.tsx";
import { lookUp } from "./look-up.ts";
import { reasonWords } from "./reasons.ts";

/** What the words for a decision need, to give times in the shopper's own time zone. */
export interface Telling {
  /** IANA; `null` when it is not known. */
  readonly timeZone: string | null;
}

/** A sweep's decision in plain words, with its reason. */
export function decisionSentence(
  decision: string | null,
  reason: string | null,
  nextActionAt: string | null,
  step: number | null,
  { timeZone }: Telling,
): string {
  switch (decision) {
    case "prompt":
      if (reason === "late") return "Mailed: that the order is late";
      return step === null ? "Mailed" : `Mailed: prompt ${step + 1} of this stage`;
    case "defer":
      return `Not mailed: ${deferral(reason, nextActionAt, timeZone)}`;
    case "suppress":
      return `Not mailed: ${suppression(reason)}`;
    case "escalate":
      return `Given to an operator: ${reasonPhrase(reason)}`;
    default:
      return "Looked at";
  }
}

/** The same of a decision that is still to come. */
export function comingSentence(
  decision: string | null,
  reason: string | null,
  step: number | null,
  followingAt: string | null,
  { timeZone }: Telling,
): string {
  switch (decision) {
    case "prompt":
      if (reason === "late") return "A mail says that the order is late";
      return step === null ? "A prompt is mailed" : `Prompt ${step + 1} of this stage is mailed`;
    case "defer":
      return `Not mailed: ${deferral(reason, followingAt, timeZone)}`;
    case "suppress":
      return `No mail: ${suppression(reason)}`;
    case "escalate":
      return `It goes to an operator: ${reasonPhrase(reason)}`;
    default:
      return "Nothing: the order is closed";
  }
}

/** Why sweeps hold a prompt back that an operator asks for, as it follows "held back:". */
export function heldBackPhrase(reason: string): string {
  return lookUp(OPERATOR_WORDS.withheld, reason) ?? reasonWords(reason)?.title ?? reason;
}

function suppression(reason: string | null): string {
  return lookUp(OPERATOR_WORDS.withheld, reason) ?? reason ?? "suppressed";
}

function deferral(reason: string | null, until: string | null, timeZone: string | null): string {
  const time = until === null ? "later" : clockTime(until, timeZone);
  const say = lookUp(OPERATOR_WORDS.deferrals, reason);
  return say?.(placeOf(timeZone), time) ?? `${reason ?? "deferred"} until ${time}`;
}

/** Europe/Stockholm is shown as Stockholm. */
function placeOf(timeZone: string | null): string {
  return timeZone?.split("/").at(-1)?.replaceAll("_", " ") ?? "the shop’s own time zone";
}

function reasonPhrase(reason: string | null): string {
  return (reasonWords(reason)?.label ?? reason ?? "no reason was kept").toLowerCase();
}

/** Text out of an entry's payload; `null` where there is none. */
export function payloadText(entry: Pick<TimelineEntry, "payload">, key: string): string | null {
  const value = entry.payload?.[key];
  return typeof value === "string" ? value : null;
}

/** A number out of an entry's payload; `null` where there is none. */
export function payloadNumber(entry: TimelineEntry, key: string): number | null {
  const value = entry.payload?.[key];
  return typeof value === "number" ? value : null;
}
