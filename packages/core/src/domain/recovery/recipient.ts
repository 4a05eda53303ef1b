/** Every runtime has it. The types of this package name no runtime. */
declare const URL: {
  parse(text: string): { readonly href: string; readonly hostname: string } | null;
};

/**
 * The mailbox behind a mail address: two addresses with the same key reach the same person. Blanks around it and letter
 * case don't count, and a domain has one form, also in other scripts. Dots and `+tags` stay: whether they matter is the
 * mail provider's choice, and a wrong guess would make two people one.
 *
 * @param address an address of any spelling; one without an `@` is only trimmed and put in lower case
 */
export function mailboxKey(address: string): string {
  const plain = address.trim().normalize("NFC").toLowerCase();
  const at = plain.lastIndexOf("@");
  return at === -1 ? plain : `${plain.slice(0, at)}@${domainKey(plain.slice(at + 1))}`;
}

/** A domain in the form of the DNS (`xn--`), without the dot of the root. */
function domainKey(domain: string): string {
  return toAscii(domain).replace(/\.$/, "");
}

/** By the rules of URLs (UTS 46). A domain that they refuse stays as it is. */
function toAscii(domain: string): string {
  // An ASCII domain has this form already, and a URL would read one of digits as a number.
  if (/^[\x21-\x7e]*$/.test(domain)) return domain;
  const url = URL.parse(`https://${domain}`);
  return url?.href === `https://${url?.hostname}/` ? url.hostname : domain;
}

/** The key of a member among the recipients of mail. Members and mailboxes never share a key. */
export function memberKey(memberId: string): string {
  return `member:${memberId}`;
}

/** The key of a mailbox among the recipients of mail. @param address of any spelling */
export function addressKey(address: string): string {
  return `address:${mailboxKey(address)}`;
}

/**
 * All keys of an order's recipient: the mailbox first, then the member. The frequency cap of one key
 * is the cap of the person.
 */
export function recipientKeys(memberId: string | null, address: string): readonly string[] {
  const mailbox = addressKey(address);
  return memberId === null ? [mailbox] : [mailbox, memberKey(memberId)];
}
