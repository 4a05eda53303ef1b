/** A mail server's refusal, from its own answer or from a report about it. */
export interface MailRefusal {
  /** What the server said, such as `550 5.1.1 User unknown`; empty if that is not known. */
  readonly answer: string;
  /** The enhanced code that a report has beside the answer. */
  readonly status: string | null;
  /** The command that was answered; `DATA` is also the end of the message. `null` if that is not known. */
  readonly command: string | null;
}

/** Each earlier command is about the session or the sender. */
const ABOUT_RECIPIENT: ReadonlySet<string> = new Set(["RCPT TO", "DATA"]);

// RFC 3463 and IANA's register of its codes. 5.2.1 is a mailbox that is switched off, 5.4.4 a domain that takes no mail,
// 5.4.1 how Microsoft's servers refuse addresses that don't exist. Any other code is about a mail or its sender, such as
// 5.1.7, 5.1.8 and Microsoft's 5.1.90 (the sender's daily limit), 5.2.2 (full) and 5.7.1 (policy).
const OF_ADDRESS = /^5\.(?:1\.(?:[12346]|10)|2\.1|4\.[14])$/;

// "Other", so that the words count. 5.1.0 is about the recipient's address or the sender's; Microsoft's servers report
// 5.5.0 for each answer without a code, and Exim reports 5.0.0 for all failures.
const UNSPECIFIC = /^5\.[015]\.0$/;

/** The enhanced code in an answer, also as Cisco (`550-'5.1.1`) and qmail (`(#5.1.1)`) write it. */
const ENHANCED = /(?:\b[45]\d\d[ -]['"]?#?|\(#)([245]\.\d{1,3}\.\d{1,3})\b/;

/** Basic codes that are about the mailbox when they answer RCPT: unavailable, not local, name not allowed. */
const MAILBOX = /\b55[013][ -].*/s;

// cspell:disable
// Words of answers that are not about the address, as Sisimai collects them from mail servers everywhere
// (github.com/sisimai/rb-sisimai, lib/sisimai/reason). The codes with a colon are those of 163.com.
const OTHER_REASON = new RegExp(
  [
    "spam|unsolicited|bulk|junk|virus|malware|phish|suspect|suspici|content",
    String.raw`\bspf\b|dkim|dmarc|authenti|authori[sz]|\bptr\b|reverse dns|\b(?:helo|ehlo)\b`,
    String.raw`\bpolic(?:y|ies)\b|reputation|block|black ?list|deny ?list|\brbl\b|dnsbl`,
    "relay(?! recipient)|rcpthosts",
    String.raw`quota|\bfull\b|storage|(?:enough|disk) space|exceed|\blimit|\brate\b|too (?:many|much|large|big)`,
    String.raw`sender|mail from|client host|\bip\b|\b(?:DT|HL|MI|RP|WM):[A-Z]{3}\b`,
  ].join("|"),
  "i",
);
// cspell:enable

/** Gmail answers 550 5.2.1 also while a mailbox gets too much mail at once. */
const TOO_FAST = /\bat a rate\b|too quickly/i;

/** An address that the server repeats may have any words in it. */
const QUOTED = /<[^<>]*>|\S+@\S+/g;

/** The longest reply line has 512 bytes (RFC 5321). Anybody can write a bounce with a longer answer. */
const MOST_LENGTH = 2_000;

/**
 * Whether mail was refused because nobody has this address, which suppresses it from then on. An enhanced code (RFC
 * 3463) that says what is refused counts alone: many servers answer RCPT with 550 5.7.1 because they reject the sender.
 * Without one, a basic code counts if it can be an answer to RCPT and its words give no other reason. A wrong answer here
 * silences a shopper, and another bounce costs little, so that doubt means no.
 */
export function isAddressRefused(refusal: MailRefusal): boolean {
  const { status, command } = refusal;
  const answer = refusal.answer.slice(0, MOST_LENGTH);
  if (command !== null && !ABOUT_RECIPIENT.has(command)) return false;
  const specific = [status, ENHANCED.exec(answer)?.[1]].find(
    (code) => code != null && !UNSPECIFIC.test(code),
  );
  if (specific != null) return OF_ADDRESS.test(specific) && !TOO_FAST.test(answer);
  const [said] = MAILBOX.exec(answer) ?? [];
  return (
    said !== undefined && command !== "DATA" && !OTHER_REASON.test(said.replaceAll(QUOTED, ""))
  );
}
