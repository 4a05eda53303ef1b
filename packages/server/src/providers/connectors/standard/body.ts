import {
  CheckBody,
  Instant,
  JsonObject,
  MemberId,
  OrderId,
  ParcelBody,
  PaymentBody,
  PutMember,
  PutOrder,
  text,
} from "@followthrough/core/contract";
import { STAGE_STATUSES, STAGES, WAITING_ON } from "@followthrough/core/domain";
import { z } from "zod";

const Placed = z.strictObject({
  type: z.literal("order.placed"),
  timestamp: Instant,
  data: z.strictObject({
    orderId: OrderId,
    order: PutOrder,
    member: PutMember.extend({ memberId: MemberId }).optional(),
  }),
});

const Reported = z.strictObject({
  type: z.literal("stage.reported"),
  timestamp: Instant,
  data: z
    .strictObject({
      orderId: OrderId,
      stage: z.enum(STAGES),
      status: z.enum(STAGE_STATUSES),
      waitingOn: z.enum(WAITING_ON).optional(),
      reopens: z.boolean().optional(),
      nextActionAt: Instant.optional(),
      note: text(500).optional(),
      details: JsonObject.optional(),
      payment: PaymentBody.optional(),
      check: CheckBody.optional(),
      parcel: ParcelBody.optional(),
    })
    .refine(({ stage, payment }) => payment === undefined || stage === "payment", {
      error: "belongs to the stage payment",
      path: ["payment"],
    })
    .refine(({ stage, check }) => check === undefined || stage === "verification", {
      error: "belongs to the stage verification",
      path: ["check"],
    })
    .refine(({ stage, parcel }) => parcel === undefined || stage === "fulfillment", {
      error: "belongs to the stage fulfillment",
      path: ["parcel"],
    })
    .refine(({ status, reopens }) => reopens !== true || status === "failed", {
      error: "only a failed stage can be reopened",
      path: ["reopens"],
    }),
});

const Cancelled = z.strictObject({
  type: z.literal("order.cancelled"),
  timestamp: Instant,
  data: z.strictObject({ orderId: OrderId, reason: text(500).optional() }),
});

/** What the shop's own backend can report; described in `docs/webhooks.md`. */
export const StandardBody = z.discriminatedUnion("type", [Placed, Reported, Cancelled]);

/** What the shop's own backend can report. */
export type StandardBody = z.infer<typeof StandardBody>;
