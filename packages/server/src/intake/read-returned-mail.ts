import type { MailboxNews } from "@followthrough/core/domain";
import PostalMime, { type Attachment, type Header } from "postal-mime";
import { bareAddresses, messageIdOrNull } from "../platform/mail-text.ts";
import { isAddressRefused } from "../platform/refused-address.ts";

/** What a mail to the return mailbox says, whether or not it can be believed. */
export type ReturnedMail =
  | {
      readonly kind: "returned";
      readonly news: MailboxNews;
      /** The recipients that it names, as they were written to where that is said. */
      readonly addresses: readonly string[];
      /** The mails that it refers to, each as `<left@right>`. */
      readonly messageIds: readonly string[];
    }
  /** It changes nothing; `reason` is a sentence. */
  | { readonly kind: "other"; readonly reason: string };

type Fields = readonly Header[];

const DELIVERY_STATUS = ["message/delivery-status", "message/global-delivery-status"];
const FEEDBACK = ["message/feedback-report"];
const ORIGINAL = [
  "message/rfc822",
  "message/global",
  "text/rfc822-headers",
  "message/rfc822-headers",
  "message/global-headers",
];

// RFC 5965 and its extensions: none of these means that the recipient wants no more mail.
const NO_COMPLAINT = new Set(["not-spam", "auth-failure", "virus", "dmarc"]);

/**
 * Reads a mail as a delivery status notification (RFC 3464, RFC 6533) or a complaint in the abuse reporting format (RFC
 * 5965). Any other mail, and any that can't be parsed, is `other`.
 */
export async function readReturnedMail(raw: Uint8Array): Promise<ReturnedMail> {
  const mail = await parse(raw);
  if (mail === null) return other("It can't be parsed");
  const partOf = (types: readonly string[]) =>
    mail.attachments.find(({ mimeType }) => types.includes(mimeType));
  const status = partOf(DELIVERY_STATUS);
  const feedback = partOf(FEEDBACK);
  const original = partOf(ORIGINAL);
  const own = original === undefined ? null : await parse(contentOf(original));
  const references = [own?.messageId, mail.inReplyTo, ...(mail.references ?? "").split(/\s+/)];
  const messageIds = [...new Set(references.flatMap((text) => messageIdOrNull(text) ?? []))];
  if (status !== undefined) return readStatus(await blocksOf(contentOf(status)), messageIds);
  if (feedback !== undefined) return readFeedback(await blocksOf(contentOf(feedback)), messageIds);
  return other("It is neither a delivery status notification nor a complaint");
}

function readStatus(blocks: readonly Fields[], messageIds: readonly string[]): ReturnedMail {
  const failed = blocks.filter((fields) => wordOf(fields, "action") === "failed");
  if (failed.length === 0) return other("Nothing has failed: it is delayed or delivered");
  const gone = failed.filter(isGone);
  if (gone.length === 0) return other("The address is not the reason, or may take mail later");
  const addresses = gone.map(
    (fields) => addressIn(fields, "original-recipient") ?? addressIn(fields, "final-recipient"),
  );
  return { kind: "returned", news: "bounced", addresses: bareAddresses(addresses), messageIds };
}

/** Whether a delivery failed because nobody has the address. */
function isGone(fields: Fields): boolean {
  const [status = null] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(plain(fields, "status")) ?? [];
  if (!status?.startsWith("5.")) return false;
  const answer = fieldOf(fields, "diagnostic-code") ?? "";
  // Postfix says so.
  const [, command = null] = /\bin reply to (?:end of )?([A-Z ]+) command\b/.exec(answer) ?? [];
  return isAddressRefused({ answer, status, command });
}

function readFeedback(blocks: readonly Fields[], messageIds: readonly string[]): ReturnedMail {
  const fields = blocks.flat();
  const type = wordOf(fields, "feedback-type");
  if (type === null) return other("It does not say what kind of feedback it is");
  if (NO_COMPLAINT.has(type)) return other("The recipient does not complain");
  const named = fields.filter(({ key }) => key === "original-rcpt-to").map(({ value }) => value);
  return { kind: "returned", news: "complained", addresses: bareAddresses(named), messageIds };
}

/** `Final-Recipient: rfc822; ada@example.com`. Addresses beyond ASCII may be written as `\x{E9}` (RFC 6533). */
function addressIn(fields: Fields, name: string): string | null {
  const [, type = "", address = ""] = /^([^;]*);(.*)$/s.exec(fieldOf(fields, name) ?? "") ?? [];
  switch (withoutComments(type).trim().toLowerCase()) {
    case "rfc822":
      return address;
    case "utf-8":
      return address.replaceAll(/\\x\{([0-9A-Fa-f]{2,5})\}/g, (_all, hex: string) =>
        String.fromCodePoint(Number.parseInt(hex, 16)),
      );
    default:
      return null;
  }
}

/** The groups of fields of a part; an empty line ends each. */
async function blocksOf(text: string): Promise<Fields[]> {
  const blocks = text.replaceAll("\r\n", "\n").split(/\n[ \t]*\n/);
  const parsed = await Promise.all(blocks.map((block) => parse(`${block.trim()}\n\n`)));
  return parsed.flatMap((mail) => (mail === null ? [] : [mail.headers]));
}

function fieldOf(fields: Fields, name: string): string | undefined {
  return fields.find(({ key }) => key === name)?.value.trim();
}

/** The first word of a field, in lower case. */
function wordOf(fields: Fields, name: string): string | null {
  return /[\w-]+/.exec(plain(fields, name))?.[0].toLowerCase() ?? null;
}

function plain(fields: Fields, name: string): string {
  return withoutComments(fieldOf(fields, name) ?? "");
}

/** RFC 3464 allows comments in each field of fixed words, and RFC 5322 comments in comments. */
function withoutComments(text: string): string {
  let depth = 0;
  let rest = "";
  for (const [part] of text.matchAll(/\\.|[()]|[^()\\]+/gs)) {
    if (part === "(") depth += 1;
    else if (part === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) rest += part;
  }
  return rest;
}

function contentOf({ content }: Attachment): string {
  return typeof content === "string" ? content : new TextDecoder().decode(content);
}

/** `null` for what the library refuses, such as too many nested parts. */
async function parse(raw: Uint8Array | string) {
  try {
    return await PostalMime.parse(raw, { forceRfc822Attachments: true });
  } catch {
    return null;
  }
}

function other(reason: string): ReturnedMail {
  return { kind: "other", reason };
}
