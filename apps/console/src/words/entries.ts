import type { TimelineEntry } from "@followthrough/core/contract";
import { exactTime } from "../parts/time.tsx";
import { decisionSentence, payloadNumber, payloadText, type Telling } from "./decisions.ts";
import { REASONS } from "./reasons.ts";
import { STAGE_NAMES, STATUS_WORDS } from "./stages.ts";

/** What a timeline entry says, in a sentence. */
export function entrySentence(entry: TimelineEntry, telling: Telling): string {
  switch (entry.kind) {
    case "placed":
      return "Order placed";
    case "stage":
      return `${STAGE_NAMES[entry.stage]}: ${entry.reopens ? "taken back" : STATUS_WORDS[entry.status].toLowerCase()}`;
    case "sweep":
      return decisionSentence(
        payloadText(entry, "decision"),
        payloadText(entry, "reason"),
        entry.nextActionAt,
        payloadNumber(entry, "step"),
        telling,
      );
    case "cancelled":
      return "Order cancelled";
    case "paused": {
      const until = payloadText(entry, "until");
      return until === null ? "Recovery paused" : `Recovery paused until ${exactTime(until)}`;
    }
    case "resumed":
      return "Recovery goes on";
    case "reconsidered":
      return "To be decided again";
    case "operator":
      return operatorSentence(entry);
  }
}

function operatorSentence(entry: TimelineEntry): string {
  const escalation = Object.entries(REASONS).find(
    ([name]) => name === payloadText(entry, "reason"),
  )?.[1];
  const about = escalation === undefined ? "an escalation" : `“${escalation.short}”`;
  switch (payloadText(entry, "action")) {
    case "escalation_assigned": {
      const assignee = payloadText(entry, "assignee");
      return assignee === null ? `Gave ${about} back` : `Assigned ${about} to ${assignee}`;
    }
    case "escalation_resolved":
      return `Resolved ${about}`;
    case "prompt_resent":
      return "Had a prompt sent again";
    case "prompt_marked_sent":
      return "Marked a prompt as sent";
    case "prompt_requested":
      return "Asked for a prompt now";
    case "note_added":
      return "Left a note";
    case "resume_link_issued":
      return "Took a resume link";
    default:
      return "Did something";
  }
}
