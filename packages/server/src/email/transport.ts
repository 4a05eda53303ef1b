/** Who the mail server is told the mail is from and for; bounces come back to `from`. */
interface MailEnvelope {
  readonly from: string;
  readonly to: string;
}

/** One composed mail, ready for the wire. */
export interface OutgoingMail {
  /** As in the header, with its angle brackets; the same on every attempt. */
  readonly messageId: string;
  readonly envelope: MailEnvelope;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The whole message as RFC 5322 bytes, lines ending in CRLF. */
  readonly raw: Buffer;
  /**
   * Called once everything but the end of the message is with the mail server. Until it answers `go`, no
   * server can have accepted the mail; after that nobody can be sure until the server has answered.
   * So this is the place for the last look and for committing "about to end this message".
   * `stop`, or a rejection, drops the connection without an end.
   */
  readonly beforeEnd?: () => Promise<"go" | "stop">;
}

/** What became of one attempt. It is reported only after `beforeEnd`, if it was called, has settled. */
export type SendOutcome =
  /** The server took responsibility for the mail. */
  | { readonly kind: "accepted"; readonly response: string }
  /** The server answered no. `recipientRejected`: it is the address that it doesn't know. */
  | {
      readonly kind: "rejected";
      readonly permanent: boolean;
      readonly recipientRejected: boolean;
      readonly response: string;
    }
  /** The message's end was never written: certainly not accepted, safe to retry. */
  | { readonly kind: "failed_before_end"; readonly error: Error }
  /** Broken off between the message's end and the server's answer: nobody can know. */
  | { readonly kind: "ambiguous"; readonly error: Error }
  /** `beforeEnd` said stop: certainly not accepted. */
  | { readonly kind: "stopped" };

/** A way out for mail. `send` reports every failure as an outcome and never rejects. */
export interface MailTransport {
  readonly kind: "smtp" | "mailbox";
  send(message: OutgoingMail): Promise<SendOutcome>;
  /** Rejects when the mail server can't be reached or refuses the log-in. */
  verify?(): Promise<void>;
  /** Lets what is under way end, then closes the connections. */
  close(): Promise<void>;
}
