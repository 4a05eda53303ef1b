import { OPERATOR_WORDS, readWithheld } from "@followthrough/core/words";
import { ApiFailure } from "../api/ask.ts";
import { lookUp } from "./look-up.ts";
import { reasonWords } from "./reasons.ts";

const UNREACHABLE =
  "The API can’t be reached. Nothing is known of what became of it; pressing again does nothing twice.";

/** Why something was refused, in a sentence. */
export function refusalSentence(code: string, detail: string | null): string {
  return consoleSentence(code, detail) ?? detail ?? `${refusalTitle(code)}.`;
}

/** The same as a heading, without a period. A code that is not known here stands for itself. */
export function refusalTitle(code: string): string {
  return lookUp(OPERATOR_WORDS.atConsole, code) ?? lookUp(OPERATOR_WORDS.refusals, code) ?? code;
}

/** The same of a failed request. */
export function failureSentence(error: unknown): string {
  if (!(error instanceof ApiFailure)) return "Something went wrong here.";
  const { code, message, detail } = error;
  const sentence = consoleSentence(code, detail);
  return sentence ?? (detail === null ? `${message}.` : `${message}. ${detail}`);
}

/** What the console says itself, without the API's detail; `null` where that says more. */
function consoleSentence(code: string, detail: string | null): string | null {
  if (code === "unreachable") return UNREACHABLE;
  if (code === "prompt_not_possible") return `Not now: ${withheld(detail ?? "")}.`;
  const said = lookUp(OPERATOR_WORDS.atConsole, code);
  return said === undefined ? null : `${said}.`;
}

function withheld(detail: string): string {
  const read = readWithheld(detail);
  if (read === null) return detail.replace(/\.$/, "").toLowerCase();
  const { reason, until } = read;
  const why = lookUp(OPERATOR_WORDS.withheld, reason) ?? reasonWords(reason)?.label ?? reason;
  return until === null ? why : `${why}, until ${new Date(until).toLocaleString()}`;
}
