import { z } from "zod";
import { LoyaltyStep } from "../member.ts";
import { text } from "../primitives.ts";
import { PromptDetail, Shopper } from "./order-page.ts";
import { SearchHit } from "./queue.ts";

/** A member in a list. */
export const MemberHit = z
  .object({
    memberId: z.string(),
    name: z.string(),
    email: z.string(),
    orderUpdates: z.boolean(),
    suppression: z.enum(["unsubscribed", "bounced"]).nullable(),
  })
  .meta({ id: "MemberHit" });

/** A member in a list. */
export type MemberHit = z.infer<typeof MemberHit>;

/** Members whose id, name or address begins with the text; without one those who were reported last. */
export const MemberHits = z.object({ items: z.array(MemberHit) }).meta({ id: "MemberHits" });

/** Query of `GET /console/api/members`. */
export const MemberQuery = z.strictObject({ text: text(200).optional() });

/** Everything about one member. */
export const MemberPage = z
  .object({
    memberId: z.string(),
    shopper: Shopper,
    erasure: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
    orders: z.array(SearchHit).describe("The latest 100"),
    prompts: z.array(PromptDetail).describe("Newest first, the latest 50"),
    loyaltySteps: z.array(LoyaltyStep),
  })
  .meta({ id: "MemberPage" });

/** Everything about one member. */
export type MemberPage = z.infer<typeof MemberPage>;

/** Body of `PUT /console/api/members/{memberId}/mail`. */
export const PutMemberMail = z
  .strictObject({
    orderUpdates: z.boolean().describe("The member's own choice, as they told the operator"),
    isSuppressed: z
      .boolean()
      .describe("Whether nothing is sent to the address, whatever the order"),
  })
  .meta({ id: "PutMemberMail" });

/** Body of `PUT /console/api/members/{memberId}/mail`. */
export type PutMemberMail = z.infer<typeof PutMemberMail>;

/** Body of `POST /console/api/members/{memberId}/erase`. */
export const PostErasure = z
  .strictObject({
    confirm: text(128).describe("The member's id, typed"),
    reason: text(1000).describe("Kept with the erasure; must name nobody"),
  })
  .meta({ id: "PostErasure" });

/** Body of `POST /console/api/members/{memberId}/erase`. */
export type PostErasure = z.infer<typeof PostErasure>;

/** What was erased. */
export const Erasure = z
  .object({
    memberId: z.string(),
    orders: z.int(),
    entries: z.int().describe("Timeline entries whose words were taken out"),
    prompts: z.int(),
  })
  .meta({ id: "Erasure" });

/** What was erased. */
export type Erasure = z.infer<typeof Erasure>;
