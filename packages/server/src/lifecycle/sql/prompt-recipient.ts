import { recipientAddress, recipientMailbox } from "./recipient-join.ts";

/** The mailbox that a prompt was decided for. @param prompt the alias of a row of prompts */
export function decidedMailbox(prompt: string): string {
  return `coalesce(${prompt}.mailbox, lower(${prompt}.recipient))`;
}

/** Whether prompt `p` was decided for the order's mailbox of now. Use it with `joinRecipient`. */
export function isForMailbox(order: string): string {
  return `coalesce(${recipientAddress(order)} = p.recipient
    or ${recipientMailbox(order)} = ${decidedMailbox("p")}, false)`;
}

/** Whether prompt `p` was decided for the order's member and mailbox of now. Use it with `joinRecipient`. */
export function isForRecipient(order: string): string {
  return `(p.member_id is not distinct from ${order}.member_id and ${isForMailbox(order)})`;
}
