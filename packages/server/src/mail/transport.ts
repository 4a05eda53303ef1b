/** The sender and recipient that the mail server sees; bounces go to `from`. */
interface MailEnvelope {
  readonly from: string;
  readonly to: string;
}

/** One composed mail, ready for the wire. */
export interface OutgoingMail {
  /** As in the header, with angle brackets; the same on every attempt. */
  readonly messageId: string;
  readonly envelope: MailEnvelope;
  /** The sender as recipients see it, `Name <address>` or bare. */
  readonly from: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The other headers, by name; for transports that build the message from its parts. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole message as RFC 5322 bytes, with CRLF line ends. */
  readonly raw: Buffer;
  /** Limits this whole send, including connecting, if it is less than the transport's own limit. */
  readonly timeoutMs?: number;
  /**
   * Called once the mail server has everything except the end marker. Until it answers `go`, no server can have
   * accepted the mail; after that nobody can be sure until the server has answered. So this is the place for the
   * last look and for committing the marker. `stop`, or a rejection, drops the connection without an end marker.
   */
  readonly beforeEnd?: () => Promise<"go" | "stop">;
  /**
   * Called after a `go`, once the end marker has been sent. Data that had to stay unchanged until then may change now.
   * Not called if the attempt fails before that.
   */
  readonly afterEnd?: () => void;
}

/**
 * The outcome of one attempt. If `beforeEnd` was called, the outcome is reported only after it has resolved or
 * rejected.
 *
 * `isConnectionError`: the mail server could not be reached, did not greet, failed TLS, refused the login, or
 * currently refuses everybody. That says nothing about this mail or its destination.
 */
export type SendOutcome =
  /** The server took responsibility for the mail. */
  | { readonly kind: "accepted"; readonly response: string }
  /** The server refused the mail. `recipientRejected`: because it doesn't know the address. */
  | {
      readonly kind: "rejected";
      readonly permanent: boolean;
      readonly recipientRejected: boolean;
      readonly isConnectionError: boolean;
      readonly response: string;
    }
  /** The end marker was never written: certainly not accepted, safe to retry. */
  | {
      readonly kind: "failed_before_end";
      readonly isConnectionError: boolean;
      readonly error: Error;
    }
  /** The connection broke between the end marker and the server's answer: nobody can know. */
  | { readonly kind: "ambiguous"; readonly error: Error }
  /** `beforeEnd` said stop: certainly not accepted. */
  | { readonly kind: "stopped" };

/** Sends mail. `send` reports every failure as an outcome and never rejects. */
export interface MailTransport {
  readonly kind: "smtp" | "mailbox" | "resend";
  /**
   * A repeated send of the same `messageId` is never delivered twice, so an ambiguous outcome may be
   * retried, for a day after the first attempt.
   */
  readonly isIdempotent: boolean;
  send(message: OutgoingMail): Promise<SendOutcome>;
  /** Rejects when the mail server can't be reached or refuses the login. */
  verify?(): Promise<void>;
  /** Waits for sends in progress, then closes the connections. */
  close(): Promise<void>;
}
