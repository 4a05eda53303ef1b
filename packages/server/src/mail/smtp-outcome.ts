import { failedBeforeEnd } from "./failed-before-end.ts";
import type { SendOutcome } from "./transport.ts";

/** The properties of nodemailer's errors. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  /** The command that the server answered; `DATA` is both the command and the end marker. */
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** Commands about one mail; any earlier command is about the session. */
const MAIL_COMMANDS: ReadonlySet<string> = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

/** "Log in first" and similar codes, and "bad sequence": about the session, whatever the command. */
const SESSION_CODES: ReadonlySet<number> = new Set([503, 530, 534, 535, 538]);

/** Enhanced codes 5.1.x are about addresses; these two are about the sender's. */
const SENDER_ADDRESS_DETAILS: ReadonlySet<string> = new Set(["7", "8"]);

/** Basic codes that are about the mailbox when they answer RCPT: unavailable, not local, name not allowed. */
const MAILBOX_CODES: ReadonlySet<number> = new Set([550, 551, 553]);

/** How far a send had come: no session yet, in a session before the end marker, or after it may be written. */
type Progress = "opening" | "before_end" | "end_released";

/**
 * Reads an error of nodemailer's SMTP client.
 *
 * A server that sent a complete 4xx or 5xx answer has not accepted the mail, even if it hung up right after. Without
 * such an answer, it depends on whether the end marker may have been written.
 *
 * @param progress how far the send had come when the error occurred
 */
export function outcomeOfError(error: SmtpError, progress: Progress): SendOutcome {
  const { command = "", responseCode: code, response } = error;
  if (code !== undefined && code >= 400 && response !== undefined) {
    return {
      kind: "rejected",
      permanent: isPermanent(code, command),
      recipientRejected: isRecipientRejected(code, response, command),
      isConnectionError: progress === "opening" || SESSION_CODES.has(code),
      response,
    };
  }
  if (progress === "end_released") return { kind: "ambiguous", error };
  // The client refused it before it sent a byte: the mail is larger than the server allows, or an address is invalid.
  if (code === undefined && (error.code === "EMESSAGE" || error.code === "EENVELOPE")) {
    const verdict = { permanent: true, recipientRejected: false, isConnectionError: false };
    return { kind: "rejected", ...verdict, response: error.message };
  }
  return failedBeforeEnd(error, progress === "opening");
}

/** An operator can fix a wrong password or a blocked host, so the mail is not dead because of them. */
function isPermanent(code: number, command: string): boolean {
  return code >= 500 && !SESSION_CODES.has(code) && MAIL_COMMANDS.has(command);
}

/**
 * Whether the address itself is refused, which suppresses it from then on. So if the server gives an enhanced code
 * (RFC 3463), only that code counts: many servers answer RCPT with 550 5.7.1 because they reject the sender.
 */
function isRecipientRejected(code: number, response: string, command: string): boolean {
  const enhanced = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced !== null) {
    const [, subject, detail = ""] = enhanced;
    return code >= 500 && subject === "1" && !SENDER_ADDRESS_DETAILS.has(detail);
  }
  return command === "RCPT TO" && MAILBOX_CODES.has(code);
}
