import type { MailboxNews } from "@followthrough/core/domain";
import PostalMime, { type Attachment, type Header } from "postal-mime";
import { bareAddresses, messageIdOrNull } from "../platform/mail-text.ts";
import { isOfAddress } from "./bounce-status.ts";

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
  const failed = blocks.filter((fields) => fieldOf(fields, "action")?.toLowerCase() === "failed");
  if (failed.length === 0) return other("Nothing has failed: it is delayed or delivered");
  const gone = failed.filter((fields) =>
    isOfAddress(fieldOf(fields, "status"), fieldOf(fields, "diagnostic-code")),
  );
  if (gone.length === 0) return other("The address is not the reason, or may take mail later");
  const addresses = gone.map(
    (fields) => addressIn(fields, "original-recipient") ?? addressIn(fields, "final-recipient"),
  );
  return { kind: "returned", news: "bounced", addresses: bareAddresses(addresses), messageIds };
}

function readFeedback(blocks: readonly Fields[], messageIds: readonly string[]): ReturnedMail {
  const fields = blocks.flat();
  const type = fieldOf(fields, "feedback-type")?.toLowerCase();
  if (type === undefined) return other("It does not say what kind of feedback it is");
  if (NO_COMPLAINT.has(type)) return other("The recipient does not complain");
  const named = fields.filter(({ key }) => key === "original-rcpt-to").map(({ value }) => value);
  return { kind: "returned", news: "complained", addresses: bareAddresses(named), messageIds };
}

/** `Final-Recipient: rfc822; ada@example.com`. Addresses beyond ASCII may be written as `\x{E9}` (RFC 6533). */
function addressIn(fields: Fields, name: string): string | null {
  const [, type, address = ""] = /^\s*([\w-]+)\s*;(.*)$/s.exec(fieldOf(fields, name) ?? "") ?? [];
  switch (type?.toLowerCase()) {
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
