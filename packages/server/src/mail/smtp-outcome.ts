import { isAddressRefused } from "../platform/refused-address.ts";
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
      recipientRejected:
        code >= 500 && isAddressRefused({ answer: response, status: null, command }),
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
