import { buildMail, type MailAddressing, type MailContent } from "../../mail/build-mail.ts";
import type { OutgoingMail } from "../../mail/transport.ts";
import { webAddress } from "../../mail/web-address.ts";

/** The addresses that turn a rendered mail into one that can be sent. */
interface RecoveryMailAddressing extends MailAddressing {
  /** Accepts a POST without login (RFC 8058); a GET changes nothing. */
  readonly unsubscribeUrl: string;
}

/** Addresses a recovery mail and adds the unsubscribe link; rejects a link or address that only a bug could cause. */
export async function composeRecoveryMail(
  content: MailContent,
  { unsubscribeUrl, ...addressing }: RecoveryMailAddressing,
): Promise<OutgoingMail> {
  return buildMail(content, addressing, {
    // Set by name: nodemailer's `list` would rewrite both, and the signer must find them.
    "List-Unsubscribe": `<${webAddress(unsubscribeUrl)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    // RFC 3834: this mail was sent automatically, so vacation notices should not answer it.
    "Auto-Submitted": "auto-generated",
  });
}
