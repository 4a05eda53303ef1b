import type { ProviderMessage } from "@followthrough/core/domain";
import type { KeptMessage } from "../connector.ts";
import { type MailboxSubject, translateByTable } from "../mailbox-row.ts";
import { readJson } from "../read-json.ts";
import { SesEvent } from "./ses-event.ts";
import { SnsMessage } from "./sns-message.ts";
import { SES_TABLE } from "./table.ts";

// What SES sends to a new topic is a sentence, and no JSON.
const GREETING = /^Successfully validated SNS topic/;

/** Translates what Amazon SES says over SNS by the table. */
export function translateSes({ body }: KeptMessage): ProviderMessage {
  const message = SnsMessage.safeParse(readJson(body)).data;
  if (message === undefined) {
    return { kind: "unreadable", type: null, reason: "It is no message of Amazon SNS" };
  }
  const { Type, Message } = message;
  switch (Type) {
    case "SubscriptionConfirmation":
      return { kind: "ignored", type: Type, reason: "The subscription of the topic was confirmed" };
    case "UnsubscribeConfirmation":
      return { kind: "ignored", type: Type, reason: "The topic sends nothing here any more" };
    case "Notification":
      if (GREETING.test(Message)) {
        return { kind: "ignored", type: Type, reason: "SES says that it can reach the topic" };
      }
      return translateEvent(Message);
  }
}

function translateEvent(text: string): ProviderMessage {
  const event = SesEvent.safeParse(readJson(Buffer.from(text))).data;
  const type = event?.eventType ?? event?.notificationType ?? null;
  if (event === undefined || type === null) {
    return { kind: "unreadable", type: null, reason: "It is no event of Amazon SES" };
  }
  const { mail } = event;
  const own = mail?.headers?.find(({ name }) => name.toLowerCase() === "message-id")?.value;
  return translateByTable(SES_TABLE, type, event, {
    ...recipientsOf(event),
    messageId: own ?? mail?.commonHeaders?.messageId,
  });
}

/** Each address of a bounce has bounced. A complaint names all who may have complained; other events name nobody. */
function recipientsOf({
  mail,
  bounce,
  complaint,
}: SesEvent): Pick<MailboxSubject, "addresses" | "isOneOf"> {
  if (bounce)
    return { addresses: (bounce.bouncedRecipients ?? []).map((each) => each.emailAddress) };
  const all = complaint
    ? (complaint.complainedRecipients ?? []).map((each) => each.emailAddress)
    : (mail?.destination ?? []);
  return { addresses: all, isOneOf: true };
}
