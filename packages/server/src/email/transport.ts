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
  /** The sender as readers see it, `Name <address>` or bare. */
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** What else the mail says of itself, by header name; for transports that build the message themselves. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole message as RFC 5322 bytes, lines ending in CRLF. */
  readonly raw: Buffer;
  /** Bounds this whole send, connecting included, where it is less than the transport's own limit. */
  readonly timeoutMs?: number;
  /**
   * Called once everything but the end of the message is with the mail server. Until it answers `go`, no
   * server can have accepted the mail; after that nobody can be sure until the server has answered.
   * So this is the place for the last look and for committing "about to end this message".
   * `stop`, or a rejection, drops the connection without an end.
   */
  readonly beforeEnd?: () => Promise<"go" | "stop">;
  /**
   * Called once the end is on its way, after a `go`; what must not change before that may change now. Not
   * called where an attempt breaks off before.
   */
  readonly afterEnd?: () => void;
}

/**
 * What became of one attempt. It is reported only after `beforeEnd`, if it was called, has settled.
 *
 * `isConnectionFault`: the mail server could not be reached, did not greet, failed TLS, refused the log-in
 * or turns everybody away for now. That says nothing about this mail or its destination.
 */
export type SendOutcome =
  /** The server took responsibility for the mail. */
  | { readonly kind: "accepted"; readonly response: string }
  /** The server answered no. `recipientRejected`: it is the address that it doesn't know. */
  | {
      readonly kind: "rejected";
      readonly permanent: boolean;
      readonly recipientRejected: boolean;
      readonly isConnectionFault: boolean;
      readonly response: string;
    }
  /** The message's end was never written: certainly not accepted, safe to retry. */
  | {
      readonly kind: "failed_before_end";
      readonly isConnectionFault: boolean;
      readonly error: Error;
    }
  /** Broken off between the message's end and the server's answer: nobody can know. */
  | { readonly kind: "ambiguous"; readonly error: Error }
  /** `beforeEnd` said stop: certainly not accepted. */
  | { readonly kind: "stopped" };

/** A way out for mail. `send` reports every failure as an outcome and never rejects. */
export interface MailTransport {
  readonly kind: "smtp" | "mailbox" | "resend";
  /**
   * A repeated send of the same `messageId` is never delivered twice, so an ambiguous outcome may be
   * retried, for a day after the first attempt.
   */
  readonly isIdempotent: boolean;
  send(message: OutgoingMail): Promise<SendOutcome>;
  /** Rejects when the mail server can't be reached or refuses the log-in. */
  verify?(): Promise<void>;
  /** Lets what is under way end, then closes the connections. */
  close(): Promise<void>;
}
