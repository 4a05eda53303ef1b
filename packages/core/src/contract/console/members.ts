import { z } from "zod";
import { SUPPRESSIONS } from "../../domain/index.ts";
import { LoyaltyStep } from "../member.ts";
import { text } from "../primitives.ts";
import { PromptDetail, Shopper } from "./order-page.ts";
import { SearchHit } from "./queue.ts";

/** A member in a list. */
export const MemberHit = z
  .object({
    memberId: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    orderUpdates: z.boolean(),
    suppression: z.enum(SUPPRESSIONS).nullable(),
  })
  .meta({ id: "MemberHit" });

/** A member in a list. */
export type MemberHit = z.infer<typeof MemberHit>;

/** Members whose id, name or address begins with the text; without a text, the first members by id. */
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
    orderUpdates: z
      .boolean()
      .optional()
      .describe("The member's own choice, as they told the operator; unchanged when absent"),
    isSuppressed: z
      .boolean()
      .optional()
      .describe("Whether the address gets no mail, about any order; unchanged when absent"),
    reason: text(1000).optional().describe("Why mail may go to the address again; kept"),
  })
  .refine(({ isSuppressed, reason }) => isSuppressed !== false || reason !== undefined, {
    path: ["reason"],
    error: "must say why mail may go to the address again",
  })
  .meta({ id: "PutMemberMail" });

/** Body of `PUT /console/api/members/{memberId}/mail`. */
export type PutMemberMail = z.infer<typeof PutMemberMail>;

/** Body of `POST /console/api/members/{memberId}/erase`. */
export const PostErasure = z
  .strictObject({
    confirm: text(128).describe("The member's id, as the operator typed it"),
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
    entries: z.int().describe("Timeline entries whose texts were erased"),
    prompts: z.int(),
  })
  .meta({ id: "Erasure" });

/** What was erased. */
export type Erasure = z.infer<typeof Erasure>;
