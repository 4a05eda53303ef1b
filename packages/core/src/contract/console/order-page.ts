import { z } from "zod";
import { SUPPRESSIONS } from "../../domain/index.ts";
import { InboxMessage } from "../inbox.ts";
import { LoyaltyStep, Member } from "../member.ts";
import { Notification } from "../operations.ts";
import { Orchestration } from "../orchestration.ts";
import { Order } from "../order.ts";
import { Escalation, NextDecision } from "../recovery.ts";

/** One attempt to send a message. */
const MessageAttempt = z
  .object({
    attempt: z.int(),
    endedAt: z.string(),
    outcome: z.enum(["sent", "retry", "unknown", "dead"]),
    error: z.string().nullable(),
  })
  .meta({ id: "MessageAttempt" });

/** A prompt with its delivery. */
export const PromptDetail = Notification.extend({
  policyVersion: z.string(),
  nextAttemptAt: z.string().nullable().describe("While it waits for another attempt"),
  worthUntil: z.string(),
  followedAt: z.string().nullable().describe("When the shopper followed its link"),
  hasCopy: z.boolean().describe("Whether a copy of the message is kept"),
  log: z.array(MessageAttempt).describe("Oldest first, the latest 20"),
}).meta({ id: "PromptDetail" });

/** A prompt with its delivery. */
export type PromptDetail = z.infer<typeof PromptDetail>;

/** What the console knows about the shopper behind an order. */
export const Shopper = z
  .object({
    state: z.enum(["known", "missing", "guest", "erased"]),
    member: Member.nullable(),
    email: z.string().nullable().describe("Where prompts go: the member's address, or the order's"),
    orderUpdates: z.boolean(),
    suppression: z.enum(SUPPRESSIONS).nullable(),
    lastPromptedAt: z
      .string()
      .nullable()
      .describe("When a prompt last went out, for this order or another of theirs"),
  })
  .meta({ id: "Shopper" });

/** What the console knows about the shopper behind an order. */
export type Shopper = z.infer<typeof Shopper>;

/** Everything about one order. */
export const OrderPage = z
  .object({
    order: Order,
    shopper: Shopper,
    orchestration: Orchestration,
    nextDecision: NextDecision,
    prompts: z.array(PromptDetail).describe("Newest first, the latest 50"),
    escalations: z.array(Escalation).describe("Open ones first, the latest 50"),
    loyaltySteps: z.array(LoyaltyStep).describe("Of this order, and of no order"),
    inbox: z
      .array(InboxMessage)
      .describe("Providers' messages about it, newest first, the latest 50"),
  })
  .meta({ id: "OrderPage" });

/** Everything about one order. */
export type OrderPage = z.infer<typeof OrderPage>;

/** A message as it went out, its secret links taken out. */
export const MessageCopy = z
  .object({
    messageId: z.string(),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    keptAt: z.string(),
  })
  .meta({ id: "MessageCopy" });

/** A message as it went out. */
export type MessageCopy = z.infer<typeof MessageCopy>;
