// RFC 3463: all of 5.1 is about the recipient's address but these two, which are about the sender's; 5.2.1 is a mailbox
// that is switched off, 5.4.4 a domain that takes no mail. 5.4.1 and 5.5.0 are how Microsoft's servers refuse addresses
// that don't exist. Others, such as 5.2.2 (full), 5.3.4 (too large) and 5.7.1 (policy), are about a mail or its sender.
const OF_ADDRESS = /^5\.(?:1\.(?!7$|8$)\d{1,3}|2\.1|4\.[14]|5\.0)$/;
const UNSPECIFIC = /^5\.0\.0$/;

/**
 * Whether a delivery failed because nobody has this address. Many servers report `5.0.0`; then the code counts that the
 * last server answered, if it gave one.
 *
 * @param status `Status` of RFC 3464, such as `5.1.1`, perhaps with a comment
 * @param diagnostic `Diagnostic-Code`, such as `smtp; 550 5.1.1 User unknown`
 */
export function isOfAddress(status: string | undefined, diagnostic: string | undefined): boolean {
  const [code] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(status ?? "") ?? [];
  if (code === undefined || !code.startsWith("5.")) return false;
  if (!UNSPECIFIC.test(code)) return OF_ADDRESS.test(code);
  const [, answered] = /\b[45]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic ?? "") ?? [];
  return answered === undefined || UNSPECIFIC.test(answered) || OF_ADDRESS.test(answered);
}
