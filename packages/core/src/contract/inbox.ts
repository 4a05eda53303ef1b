import { z } from "zod";
import { INBOX_STATES, PROVIDERS } from "../domain/index.ts";
import { page } from "./orchestration.ts";
import { OrderId, text } from "./primitives.ts";

/** A provider's message and what became of it. Times are RFC 3339 in UTC. */
export const InboxMessage = z
  .object({
    inboxId: z.string(),
    provider: z.enum(PROVIDERS),
    account: z.string().describe("The provider's own account; empty if its signed part names none"),
    eventId: z.string().describe("From the signed part: the event's id, or a hash of the body"),
    type: z
      .string()
      .nullable()
      .describe("The provider's name for its type; null until it is translated"),
    orderId: z
      .string()
      .nullable()
      .describe(
        "Its order, or the order that the returned mail was about; until something names the order, an id made from the provider's object",
      ),
    state: z.enum(INBOX_STATES),
    reason: z
      .string()
      .nullable()
      .describe(
        "Why it was ignored, is parked, or could not be applied; what it says of mailboxes",
      ),
    mailboxes: z
      .array(z.string())
      .describe("The addresses that it stops mail to; empty once they are deleted with its body"),
    deliveries: z.int().describe("How often it came"),
    bodyHash: z.string().describe("SHA-256 of the body, in hex"),
    size: z.int().describe("Bytes of the body"),
    signedAt: z.string().nullable(),
    receivedAt: z.string(),
    settledAt: z.string().nullable(),
  })
  .meta({ id: "InboxMessage" });

/** A provider's message and what became of it. */
export type InboxMessage = z.infer<typeof InboxMessage>;

/** Answer of `GET /webhooks/inbox`, newest first. */
export const InboxPage = page(InboxMessage, "InboxPage");

/** Query of `GET /webhooks/inbox`. */
export const InboxQuery = z.strictObject({
  provider: z.enum(PROVIDERS).optional(),
  state: z.enum(INBOX_STATES).optional(),
  orderId: OrderId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /webhooks/inbox`. */
export type InboxQuery = z.infer<typeof InboxQuery>;

/** Answer of `POST /webhooks/{provider}`: the message is kept. */
export const WebhookReceipt = z
  .object({
    inboxId: z.string(),
    repeated: z.boolean().describe("Whether it was kept before; nothing is done again"),
  })
  .meta({ id: "WebhookReceipt" });

/** Answer of `POST /webhooks/{provider}`. */
export type WebhookReceipt = z.infer<typeof WebhookReceipt>;
