import MailComposer from "nodemailer/lib/mail-composer";
import type { DkimSigner } from "./dkim.ts";
import type { OutgoingMail } from "./transport.ts";
import { writeMessage } from "./write-message.ts";

/** A mail's content, before it is addressed. */
export interface MailContent {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A mail's sender and recipient, and what stays the same on every attempt to send it. */
export interface MailAddressing {
  /** Created when the mail was decided and the same on every attempt, so that mail clients show one mail. */
  readonly messageId: string;
  /** The sender's address, as `Name <address>` or bare. */
  readonly from: string;
  readonly to: string;
  readonly date: Date;
  /** Signs the finished bytes; left out when the mail server signs. */
  readonly sign?: DkimSigner;
}

/**
 * Builds a mail from headers and both bodies. Rejects a broken id or address, which only a bug could cause.
 *
 * @param headers in ASCII, written unchanged; they must not repeat a header that every mail has
 */
export async function buildMail(
  content: MailContent,
  addressing: MailAddressing,
  headers: Readonly<Record<string, string>>,
): Promise<OutgoingMail> {
  const { messageId, from, to, date, sign } = addressing;
  if (!/^<[^<>@\s]+@[^<>@\s]+>$/.test(messageId)) {
    throw new Error("A Message-ID must have the form <left@right>");
  }
  // The library would repair a broken address and send the mail to a stranger.
  if (!/^[^\s"<>()[\],;:@]+@[^\s"<>()[\],;:@]+$/.test(to)) {
    throw new Error("A mail must go to one plain address");
  }
  const node = new MailComposer({
    messageId,
    date,
    from,
    to: { name: "", address: to },
    // A mail client would decode an encoded word (RFC 2047) that an order number or a shop's name holds.
    subject: content.subject.replaceAll("=?", "=\u2060?"),
    text: content.text,
    html: content.html,
    newline: "\r\n",
    textEncoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
    // Prepared, because a one-click client would not find a long link that was folded.
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { prepared: true, value }]),
    ),
  }).compile();
  const envelope = node.getEnvelope();
  const [recipient] = envelope.to;
  if (!envelope.from || recipient === undefined) {
    throw new Error("A mail needs the addresses of a sender and a recipient");
  }
  const raw = writeMessage(node);
  return {
    ...content,
    messageId,
    envelope: { from: envelope.from, to: recipient },
    from,
    headers: { "Message-ID": messageId, ...headers },
    raw: sign === undefined ? raw : await sign(raw),
  };
}
