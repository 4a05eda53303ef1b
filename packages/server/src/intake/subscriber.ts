import { mailboxKey } from "@followthrough/core/domain";
import { z } from "zod";

/** Whom an unsubscribe link is for, and what it says about their mail. */
export interface Subscriber {
  /** The mailbox that the mail went to; `null` for a link of an earlier version, which names a member. */
  readonly mailbox: string | null;
  readonly memberId: string | null;
  /** The mail's first prompt, which leads to the mail's orders; `null` for a link of an earlier version. */
  readonly promptId: string | null;
  /** The locale of the mail. */
  readonly locale: string | null;
}

/** What an unsubscribe link is made for. */
interface Mailed {
  /** The address that the mail goes to. */
  readonly address: string;
  readonly promptId: string;
  readonly locale: string | null;
}

/** The subject of an unsubscribe token: its holder owns the mailbox, and speaks for it. */
export function subscriberSubject({ address, promptId, locale }: Mailed): string {
  return ["mailbox", promptId, locale ?? "", mailboxKey(address)].join(":");
}

/** Reads such a subject, or one of an earlier version: `member:` and an id, or `address:` and an address. */
export function readSubscriber(subject: string): Subscriber | null {
  const [kind = "", ...rest] = subject.split(":");
  const none = { mailbox: null, memberId: null, promptId: null, locale: null };
  switch (kind) {
    case "member":
      return { ...none, memberId: rest.join(":") };
    case "address":
      return { ...none, mailbox: mailboxKey(rest.join(":")) };
    case "mailbox": {
      const [promptId = "", locale = "", ...mailbox] = rest;
      if (!z.uuid().safeParse(promptId).success) return null;
      return { ...none, promptId, locale: locale || null, mailbox: mailbox.join(":") };
    }
    default:
      return null;
  }
}
