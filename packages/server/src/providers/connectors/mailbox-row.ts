import type { MailboxNews, ProviderMessage } from "@followthrough/core/domain";
import { bareAddresses, messageIdOrNull } from "../../platform/mail-text.ts";

/** One row of a mail service's table: what a type of message means for mail to its recipient, or why it is ignored. */
export interface MailboxRow {
  /** The mail service's name for this type of message. */
  readonly message: string;
  /** The condition in words; `null` if the row always holds. */
  readonly when: string | null;
  readonly means: { readonly stopsMail: MailboxNews } | { readonly ignored: string };
}

/** A row with its condition in code. For each type of message, the first row that holds counts. */
export interface MailboxRule<Event> extends MailboxRow {
  readonly holds: (event: Event) => boolean;
}

/** When a row holds, in words and in code. */
type Condition<Event> = readonly [when: string | null, holds: (event: Event) => boolean];

const ALWAYS = [null, () => true] as const;

/** The recipient gets no more mail. */
export function stops<Event>(
  message: string,
  news: MailboxNews,
  [when, holds]: Condition<Event> = ALWAYS,
): MailboxRule<Event> {
  return { message, when, holds, means: { stopsMail: news } };
}

/** The message is kept, and changes nothing. */
export function ignores<Event>(
  message: string,
  reason: string,
  [when, holds]: Condition<Event> = ALWAYS,
): MailboxRule<Event> {
  return { message, when, holds, means: { ignored: reason } };
}

/** Whom and which mail a message is about, as it says so. */
export interface MailboxSubject {
  /** Bare, or as `Name <address>`. */
  readonly addresses: readonly (string | null | undefined)[];
  /** Whether it is about one of several addresses, and does not say which. */
  readonly isOneOf?: boolean;
  readonly messageId?: string | null | undefined;
}

/** What a mail service says, by its table. A type that the table does not know is ignored. */
export function translateByTable<Event>(
  table: readonly MailboxRule<Event>[],
  type: string,
  event: Event,
  about: MailboxSubject,
): ProviderMessage {
  const row = table.find(({ message, holds }) => message === type && holds(event));
  if (row === undefined) {
    return { kind: "ignored", type, reason: "This kind of message is not known here" };
  }
  if ("ignored" in row.means) return { kind: "ignored", type, reason: row.means.ignored };
  const [first, ...others] = bareAddresses(about.addresses);
  if (first === undefined) return { kind: "unreadable", type, reason: "It names no mail address" };
  if (about.isOneOf === true && others.length > 0) {
    return {
      kind: "ignored",
      type,
      reason: "It does not say which of several recipients it is about",
    };
  }
  return {
    kind: "mailbox",
    type,
    news: row.means.stopsMail,
    addresses: [first, ...others],
    messageId: messageIdOrNull(about.messageId),
  };
}
