import { z } from "zod";
import { HOLD_STATES, TRANSFER_KINDS } from "../domain/index.ts";
import { Instant, MAX_POINTS, MemberId, OrderId, text } from "./primitives.ts";

const Points = z.int().min(1).max(MAX_POINTS);

/** Body of `PUT /loyalty/holds/{holdId}`. */
export const PutHold = z
  .strictObject({
    memberId: MemberId,
    orderId: OrderId.optional().describe(
      "The order that the points are held for; its lifecycle then captures or releases them",
    ),
    points: Points,
    expiresAt: Instant.describe("When the points go back if nothing happens before"),
  })
  .meta({ id: "PutHold" });

/** Body of `PUT /loyalty/holds/{holdId}`. */
export type PutHold = z.infer<typeof PutHold>;

/** Body of `POST /loyalty/holds/{holdId}/capture`. */
export const PostCapture = z
  .strictObject({
    points: Points.optional().describe("All of it when absent; the rest goes back to the member"),
  })
  .meta({ id: "PostCapture" });

/** Body of `POST /loyalty/holds/{holdId}/capture`. */
export type PostCapture = z.infer<typeof PostCapture>;

/** Body of `POST /loyalty/holds/{holdId}/release`. */
export const PostRelease = z.strictObject({}).meta({ id: "PostRelease" });

/** Body of `POST /loyalty/holds/{holdId}/extend`. */
export const PostExtend = z
  .strictObject({ expiresAt: Instant.describe("Later than now; an earlier time changes nothing") })
  .meta({ id: "PostExtend" });

/** Body of `POST /loyalty/holds/{holdId}/extend`. */
export type PostExtend = z.infer<typeof PostExtend>;

/** A hold on points as the API answers it. Times are RFC 3339 in UTC. */
export const LoyaltyHold = z
  .object({
    holdId: z.string(),
    memberId: z.string(),
    orderId: z.string().nullable(),
    points: z.int(),
    state: z
      .enum(HOLD_STATES)
      .describe(
        "`active` until it is recorded as resolved, though it can't be used after it expires",
      ),
    captured: z.int().describe("The points that were taken; the rest went back"),
    expiresAt: z
      .string()
      .nullable()
      .describe("null while its order is paid: then the points are held until the order ends"),
    placedAt: z.string(),
    resolvedAt: z.string().nullable(),
  })
  .meta({ id: "LoyaltyHold" });

/** A hold on points as the API answers it. */
export type LoyaltyHold = z.infer<typeof LoyaltyHold>;

/** An order's hold as its shopper may see it. */
export const OrderHold = LoyaltyHold.pick({
  holdId: true,
  points: true,
  state: true,
  captured: true,
  expiresAt: true,
}).meta({ id: "OrderHold" });

/** An order's hold as its shopper may see it. */
export type OrderHold = z.infer<typeof OrderHold>;

/** Body of `POST /loyalty/accounts/{memberId}/credits`: a credit, or the reversal of one or of a part of it. */
export const PostCredit = z
  .strictObject({
    reference: text(128).describe("The shop's own reference; repeating it changes nothing"),
    points: Points.optional().describe(
      "How many are credited. With `reverses`: how many of that credit are taken back; the rest of it when absent",
    ),
    expiresAt: Instant.optional().describe("When the rest of them lapses; never when absent"),
    reverses: text(128).optional().describe("The reference of the credit to take points back from"),
  })
  .refine((body) => body.points !== undefined || body.reverses !== undefined, {
    error: "either points are given, or a credit is taken back",
    path: ["points"],
  })
  .refine((body) => body.expiresAt === undefined || body.reverses === undefined, {
    error: "only points that are given can lapse",
    path: ["expiresAt"],
  })
  .meta({ id: "PostCredit" });

/** Body of `POST /loyalty/accounts/{memberId}/credits`. */
export type PostCredit = z.infer<typeof PostCredit>;

/** A member's points. `posted` - `pending` is `available`, or, if it is negative, `debt`. */
const LoyaltyBalance = z
  .object({
    posted: z.int().describe("Owned; negative if more was taken back than is left"),
    pending: z.int().describe("Held"),
    available: z.int().describe("What can be spent; never negative"),
    debt: z
      .int()
      .describe(
        "Points that were spent or held before their credit was taken back; later credits pay it",
      ),
  })
  .meta({ id: "LoyaltyBalance" });

/** Answer of `POST /loyalty/accounts/{memberId}/credits`. */
export const LoyaltyCredit = z
  .object({
    memberId: z.string(),
    reference: z.string(),
    points: z.int(),
    reverses: z.string().nullable(),
    expiresAt: z.string().nullable(),
    balance: LoyaltyBalance,
  })
  .meta({ id: "LoyaltyCredit" });

/** Answer of `POST /loyalty/accounts/{memberId}/credits`. */
export type LoyaltyCredit = z.infer<typeof LoyaltyCredit>;

/** One transfer of a member's points. */
const LoyaltyEntry = z
  .object({
    number: z.int().describe("1 for the member's first, without gaps"),
    kind: z.enum(TRANSFER_KINDS),
    points: z.int(),
    holdId: z.string().nullable(),
    reference: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: "LoyaltyEntry" });

/** Answer of `GET /members/{memberId}/loyalty`. */
export const MemberLoyalty = z
  .object({
    memberId: z.string(),
    balance: LoyaltyBalance,
    holds: z.array(LoyaltyHold).describe("Active ones first, then the latest; at most 50"),
    entries: z.array(LoyaltyEntry).describe("The latest 50, newest first"),
  })
  .meta({ id: "MemberLoyalty" });

/** Answer of `GET /members/{memberId}/loyalty`. */
export type MemberLoyalty = z.infer<typeof MemberLoyalty>;
