import { buildMail, type MailAddressing, type MailContent } from "./build-mail.ts";
import type { OutgoingMail } from "./transport.ts";
import { webAddress } from "./web-address.ts";

/** What turns a rendered mail into one that can be sent. */
interface RecoveryMailAddressing extends MailAddressing {
  /** Takes a POST without log-in (RFC 8058); answers a GET without changing anything. */
  readonly unsubscribeUrl: string;
}

/** Addresses a recovery mail and gives it its way out; rejects a link or address that only a bug could make. */
export async function composeRecoveryMail(
  content: MailContent,
  { unsubscribeUrl, ...addressing }: RecoveryMailAddressing,
): Promise<OutgoingMail> {
  return buildMail(content, addressing, {
    // By name: nodemailer's `list` would rewrite both, and a signer has to find them.
    "List-Unsubscribe": `<${webAddress(unsubscribeUrl)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    // RFC 3834: no person pressed a button for this mail, so holiday notices should not answer it.
    "Auto-Submitted": "auto-generated",
  });
}
