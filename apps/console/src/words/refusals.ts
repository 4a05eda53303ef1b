import { ApiFailure } from "../api/ask.ts";
import { REASONS } from "./reasons.ts";

const SENTENCES: Readonly<Record<string, string>> = {
  stage_already_completed: "The stage is completed already.",
  orchestration_closed: "The order is completed or cancelled.",
  event_superseded: "Something later is known of this stage already.",
  orchestration_not_paused: "The order is not paused.",
  escalation_resolved: "Somebody has resolved it already.",
  escalation_unknown: "It has no open escalation.",
  prompt_not_stuck: "The message is not stuck any more.",
  pause_in_the_past: "The pause has to end in the future.",
  order_unknown: "The order is not known.",
  unreachable:
    "The API can’t be reached. Nothing is known of what became of it; pressing again does nothing twice.",
  role_insufficient: "Your role does not allow this.",
};

const PROMPT_REASONS: Readonly<Record<string, string>> = {
  quiet_hours: "it is night where the member lives",
  asking_provider: "the provider is asked first, with the next sweep",
  frequency_cap: "the member was written to a moment ago",
  opted_out: "the member wants no order updates",
  unsubscribed: "this address has unsubscribed",
  address_bounced: "mail to this address bounced",
  hold_out: "the order is held out by lot, to measure what prompts do",
};

/** Why something was refused, in a sentence. */
export function refusalSentence(code: string, detail: string | null): string {
  if (code === "prompt_not_possible") return `Not now: ${promptReason(detail ?? "")}.`;
  return SENTENCES[code] ?? detail ?? code;
}

/** The same of a failed request. */
export function failureSentence(error: unknown): string {
  if (!(error instanceof ApiFailure)) return "Something went wrong here.";
  const known = error.code in SENTENCES || error.code === "prompt_not_possible";
  return known
    ? refusalSentence(error.code, error.detail)
    : `${error.message}. ${error.detail ?? ""}`;
}

function promptReason(detail: string): string {
  const [reason = "", until] = detail.split(" until ");
  const known =
    PROMPT_REASONS[reason] ?? Object.entries(REASONS).find(([name]) => name === reason)?.[1].short;
  const time = until === undefined ? "" : `, until ${new Date(until).toLocaleString()}`;
  return `${known ?? detail.replace(/\.$/, "").toLowerCase()}${time}`;
}
