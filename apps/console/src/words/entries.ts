import type { TimelineEntry } from "@followthrough/core/contract";
import { isNoteOf } from "@followthrough/core/domain";
import { noteSentence, OPERATOR_WORDS, readNote } from "@followthrough/core/words";
import { exactTime } from "../parts/time.tsx";
import { checksSentence } from "./check-sentences.ts";
import {
  decisionSentence,
  heldBackPhrase,
  payloadNumber,
  payloadText,
  type Telling,
} from "./decisions.ts";
import { parcelsSentence } from "./parcel-sentences.ts";
import { changeSentence, paymentsSentence } from "./payment-sentences.ts";
import { reasonWords } from "./reasons.ts";
import { STAGE_NAMES, STATUS_WORDS } from "./stages.ts";

/** What the words for an entry need. */
export interface EntryTelling extends Telling {
  /** The order's, for amounts that name none. */
  readonly currency: string;
}

/** What a timeline entry says, in a sentence. */
export function entrySentence(entry: TimelineEntry, telling: EntryTelling): string {
  switch (entry.kind) {
    case "placed":
      return "Order placed";
    case "order_changed":
      return changeSentence(entry);
    case "stage":
      return (
        paymentsSentence(entry, telling.currency) ??
        checksSentence(entry) ??
        parcelsSentence(entry) ??
        `${STAGE_NAMES[entry.stage]}: ${entry.reopens ? "taken back" : STATUS_WORDS[entry.status].toLowerCase()}`
      );
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

/** An entry's note: what somebody wrote, or one of ours in the console's words. `null` where there is none. */
export function noteWords(entry: Pick<TimelineEntry, "note" | "payload">): string | null {
  const { note } = entry;
  if (note === null) return null;
  const read = readNote(note);
  if (isNoteOf(read, "points_waived")) {
    const why = payloadText(entry, "reason");
    return [OPERATOR_WORDS.notes.points_waived, ...(why === null ? [] : [why])].join(": ");
  }
  return typeof read === "string" ? read : noteSentence(read, OPERATOR_WORDS.notes);
}

function operatorSentence(entry: TimelineEntry): string {
  const escalation = reasonWords(payloadText(entry, "reason"));
  const about = escalation === undefined ? "an escalation" : `“${escalation.label}”`;
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
    case "prompt_requested": {
      const heldBack = payloadText(entry, "heldBack");
      if (heldBack === null) return "Asked for a prompt now";
      return `Asked for a prompt that was held back: ${heldBackPhrase(heldBack)}`;
    }
    case "note_added":
      return "Left a note";
    case "resume_link_issued":
      return "Took a resume link";
    default:
      return "Did something";
  }
}
