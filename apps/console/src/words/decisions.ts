import type { TimelineEntry } from "@followthrough/core/contract";
import { clockTime } from "../parts/time.tsx";
import { REASONS } from "./reasons.ts";

/** What a decision needs to be told in the shopper's own time. */
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
      return step === null ? "Mailed" : `Mailed: prompt ${step + 1} of this stage`;
    case "defer":
      return `Not mailed: ${deferral(reason, nextActionAt, timeZone)}`;
    case "suppress":
      return `Not mailed: ${SUPPRESSIONS[reason ?? ""] ?? reason ?? "suppressed"}`;
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
      return step === null ? "A prompt is mailed" : `Prompt ${step + 1} of this stage is mailed`;
    case "defer":
      return `Not mailed: ${deferral(reason, followingAt, timeZone)}`;
    case "suppress":
      return `No mail: ${SUPPRESSIONS[reason ?? ""] ?? reason ?? "suppressed"}`;
    case "escalate":
      return `It goes to an operator: ${reasonPhrase(reason)}`;
    default:
      return "Nothing: the order is closed";
  }
}

const SUPPRESSIONS: Readonly<Record<string, string>> = {
  opted_out: "the member wants no order updates",
  unsubscribed: "this address has unsubscribed",
  address_bounced: "mail to this address bounced",
  hold_out: "held out by lot, to measure what prompts do",
};

function deferral(reason: string | null, until: string | null, timeZone: string | null): string {
  const time = until === null ? "later" : clockTime(until, timeZone);
  if (reason === "quiet_hours") return `quiet hours in ${placeOf(timeZone)} until ${time}`;
  if (reason === "asking_provider") return `the provider is asked first, again at ${time}`;
  if (reason === "frequency_cap") return `written to a moment ago, not again before ${time}`;
  return `${reason ?? "deferred"} until ${time}`;
}

/** Europe/Stockholm is said as Stockholm. */
function placeOf(timeZone: string | null): string {
  return timeZone?.split("/").at(-1)?.replaceAll("_", " ") ?? "the shop’s own time zone";
}

function reasonPhrase(reason: string | null): string {
  const known = Object.entries(REASONS).find(([name]) => name === reason)?.[1];
  return (known?.short ?? reason ?? "no reason was kept").toLowerCase();
}

/** Text out of an entry's payload; `null` where there is none. */
export function payloadText(entry: TimelineEntry, key: string): string | null {
  const value = entry.payload?.[key];
  return typeof value === "string" ? value : null;
}

/** A number out of an entry's payload; `null` where there is none. */
export function payloadNumber(entry: TimelineEntry, key: string): number | null {
  const value = entry.payload?.[key];
  return typeof value === "number" ? value : null;
}
