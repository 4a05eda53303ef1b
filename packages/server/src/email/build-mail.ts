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

/** Whom a mail is from and for, and what stays the same on every attempt to send it. */
export interface MailAddressing {
  /** Made when the mail was decided and the same on every attempt, so that a reader shows one mail. */
  readonly messageId: string;
  /** The sender's address, as `Name <address>` or bare. */
  readonly from: string;
  readonly to: string;
  readonly date: Date;
  /** Signs the finished bytes; left out where the mail server signs. */
  readonly sign?: DkimSigner;
}

/**
 * Puts headers and both bodies together. Rejects what could only come from a bug: a broken id or address.
 *
 * @param headers in ASCII, written as they are; a name may stand in only one place, so none of the usual ones
 */
export async function buildMail(
  content: MailContent,
  addressing: MailAddressing,
  headers: Readonly<Record<string, string>>,
): Promise<OutgoingMail> {
  const { messageId, from, to, date, sign } = addressing;
  if (!/^<[^<>@\s]+@[^<>@\s]+>$/.test(messageId)) {
    throw new Error("A Message-ID has the form <left@right>");
  }
  // The library would repair a broken address, and mail a stranger.
  if (!/^[^\s"<>()[\],;:@]+@[^\s"<>()[\],;:@]+$/.test(to)) {
    throw new Error("A mail goes to one plain address");
  }
  const node = new MailComposer({
    messageId,
    date,
    from,
    to: { name: "", address: to },
    subject: content.subject,
    text: content.text,
    html: content.html,
    newline: "\r\n",
    textEncoding: "quoted-printable",
    disableFileAccess: true,
    disableUrlAccess: true,
    // Prepared: a long link must not be folded, or a one-click client does not find it.
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { prepared: true, value }]),
    ),
  }).compile();
  const envelope = node.getEnvelope();
  const [recipient] = envelope.to;
  if (!envelope.from || recipient === undefined) {
    throw new Error("A mail needs a sender's and a recipient's address");
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
