import { failedBeforeEnd } from "./failed-before-end.ts";
import type { SendOutcome } from "./transport.ts";

/** What nodemailer's errors carry beside their message. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  /** What the server was answering; `DATA` is both the command and the message's end. */
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** Commands about this one mail; anything earlier is about the session. */
const MAIL_COMMANDS: ReadonlySet<string> = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

/** "Log in first" and its kin, and "bad sequence": about the session, wherever they are said. */
const SESSION_CODES: ReadonlySet<number> = new Set([503, 530, 534, 535, 538]);

/** Enhanced codes 5.1.x speak of addresses; these two of the sender's. */
const SENDER_ADDRESS_DETAILS: ReadonlySet<string> = new Set(["7", "8"]);

/** Bare codes that at RCPT speak of the mailbox: unavailable, not local, name not allowed. */
const MAILBOX_CODES: ReadonlySet<number> = new Set([550, 551, 553]);

/** How far a send had come: no session yet, or one, and with the message's end held back or let go. */
type Progress = "opening" | "before_end" | "end_released";

/**
 * Reads an error of nodemailer's SMTP client.
 *
 * A server that said a whole 4xx or 5xx has not accepted the mail, also when it hung up right after. Without
 * one, all depends on whether the message's end may have been written.
 *
 * @param progress where the send was when the error came
 */
export function outcomeOfError(error: SmtpError, progress: Progress): SendOutcome {
  const { command = "", responseCode: code, response } = error;
  if (code !== undefined && code >= 400 && response !== undefined) {
    return {
      kind: "rejected",
      permanent: isPermanent(code, command),
      recipientRejected: isRecipientRejected(code, response, command),
      isConnectionFault: progress === "opening" || SESSION_CODES.has(code),
      response,
    };
  }
  if (progress === "end_released") return { kind: "ambiguous", error };
  // Refused by the client itself, before a byte: larger than the server allows, or no valid address.
  if (code === undefined && (error.code === "EMESSAGE" || error.code === "EENVELOPE")) {
    const verdict = { permanent: true, recipientRejected: false, isConnectionFault: false };
    return { kind: "rejected", ...verdict, response: error.message };
  }
  return failedBeforeEnd(error, progress === "opening");
}

/** A wrong password or a blocked host is for the operator to mend; the mail itself is not dead. */
function isPermanent(code: number, command: string): boolean {
  return code >= 500 && !SESSION_CODES.has(code) && MAIL_COMMANDS.has(command);
}

/**
 * Whether the address itself is refused, which bars it from then on. So where the server gives an enhanced
 * code (RFC 3463) that alone counts: many answer 550 5.7.1 at RCPT because they don't like the sender.
 */
function isRecipientRejected(code: number, response: string, command: string): boolean {
  const enhanced = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  if (enhanced !== null) {
    const [, subject, detail = ""] = enhanced;
    return code >= 500 && subject === "1" && !SENDER_ADDRESS_DETAILS.has(detail);
  }
  return command === "RCPT TO" && MAILBOX_CODES.has(code);
}
