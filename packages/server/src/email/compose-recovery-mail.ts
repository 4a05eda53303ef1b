import MailComposer from "nodemailer/lib/mail-composer";
import type { RenderedMail } from "./render-recovery-prompt.ts";
import type { OutgoingMail } from "./transport.ts";

/** What turns a rendered mail into one that can be sent. */
interface RecoveryMailAddressing {
  /** Made when the prompt was decided and the same on every attempt, so that a reader shows one mail. */
  readonly messageId: string;
  /** The shop's address, as `Name <address>` or bare. */
  readonly from: string;
  readonly to: string;
  readonly date: Date;
  /** Takes a POST without log-in (RFC 8058); answers a GET without changing anything. */
  readonly unsubscribeUrl: string;
}

/** Puts headers and both bodies together. Rejects what could only come from a bug: a broken id, link or address. */
export async function composeRecoveryMail(
  content: RenderedMail,
  addressing: RecoveryMailAddressing,
): Promise<OutgoingMail> {
  const { messageId, from, to, date } = addressing;
  if (!/^<[^<>@\s]+@[^<>@\s]+>$/.test(messageId)) {
    throw new Error("A Message-ID has the form <left@right>");
  }
  // The library would repair a broken address, and mail a stranger.
  if (!/^[^\s"<>()[\],;:@]+@[^\s"<>()[\],;:@]+$/.test(to)) {
    throw new Error("A recovery mail goes to one plain address");
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
    headers: {
      // Through `headers`: nodemailer's `list` would rewrite both, and a signer has to find them by name.
      "List-Unsubscribe": { prepared: true, value: `<${webAddress(addressing.unsubscribeUrl)}>` },
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      // RFC 3834: no person pressed a button for this mail, so holiday notices should not answer it.
      "Auto-Submitted": "auto-generated",
    },
  }).compile();
  const envelope = node.getEnvelope();
  const [recipient] = envelope.to;
  if (!envelope.from || recipient === undefined) {
    throw new Error("A recovery mail needs a sender's and a recipient's address");
  }
  return {
    ...content,
    messageId,
    envelope: { from: envelope.from, to: recipient },
    raw: await node.build(),
  };
}

function webAddress(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") {
    throw new Error(`List-Unsubscribe must be http or https, not ${protocol}`);
  }
  return href;
}
