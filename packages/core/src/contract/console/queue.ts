import { z } from "zod";
import {
  CURRENT_STAGES,
  ESCALATION_REASONS,
  ORCHESTRATION_STATUSES,
  WAITING_ON,
} from "../../domain/index.ts";
import { page } from "../orchestration.ts";
import { text } from "../primitives.ts";
import { NEED_FIELDS } from "../recovery.ts";

const CurrentStage = z.enum(CURRENT_STAGES);
const Amount = z.object({ amount: z.int(), currency: z.string() });

// The operators' work list. Paths, schemas and operation ids keep the name under which it was published: queue.

/** Why a row is in the work list: an open escalation, or the order is overdue. */
const QueueKind = z.enum(["escalation", "overdue"]);

/** One order that needs somebody now. */
export const QueueRow = z
  .object({
    key: z.string().describe("The escalation's id, or the order's"),
    kind: QueueKind,
    orderId: z.string(),
    orderNumber: z.string(),
    memberId: z.string().nullable(),
    memberName: z.string().nullable(),
    email: z.string().nullable(),
    total: Amount.nullable().describe("null: the order is not yet reported"),
    stage: CurrentStage.nullable(),
    status: z.enum(ORCHESTRATION_STATUSES).nullable(),
    waitingOn: z.enum(WAITING_ON).nullable(),
    reason: z.enum(ESCALATION_REASONS).nullable().describe("null: it is overdue"),
    ...NEED_FIELDS,
    since: z.string().describe("When the order was escalated or became due"),
    assignee: z.string().nullable(),
    nextActionAt: z.string().nullable(),
    pausedUntil: z.string().nullable(),
    version: z.int().describe("0: the order is not yet reported"),
  })
  .meta({ id: "QueueRow" });

/** One order that needs somebody now. */
export type QueueRow = z.infer<typeof QueueRow>;

/** A page of the work list: open escalations, then overdue orders, each with the longest waiting first. */
export const QueuePage = page(QueueRow, "QueuePage");

/** A page of the work list. */
export type QueuePage = z.infer<typeof QueuePage>;

/** Query of `GET /console/api/queue`. */
export const QueueQuery = z.strictObject({
  kind: QueueKind.optional(),
  stage: CurrentStage.optional(),
  waitingOn: z.enum(WAITING_ON).optional(),
  reason: z.enum(ESCALATION_REASONS).optional().describe("Only escalations have one"),
  assignee: text(100).optional().describe("An operator's name; `-` for unassigned"),
  text: text(200).optional().describe("Beginning of an order's id, number or mail address"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: text(512).optional().describe("`nextCursor` of the page before"),
});

/** Query of `GET /console/api/queue`. */
export type QueueQuery = z.infer<typeof QueueQuery>;

/** The length of the work list. Counting stops at `countedUpTo`. */
export const QueueSummary = z
  .object({
    escalations: z.int(),
    overdue: z.int(),
    countedUpTo: z.int(),
    nextSweepAt: z.string(),
    asOf: z.string(),
  })
  .meta({ id: "QueueSummary" });

/** The length of the work list. */
export type QueueSummary = z.infer<typeof QueueSummary>;

/** An order that a search has found, in any state. */
export const SearchHit = z
  .object({
    orderId: z.string(),
    orderNumber: z.string(),
    memberId: z.string().nullable(),
    memberName: z.string().nullable(),
    email: z.string().nullable(),
    total: Amount,
    stage: CurrentStage,
    status: z.enum(ORCHESTRATION_STATUSES),
  })
  .meta({ id: "SearchHit" });

/** An order that a search has found. */
export type SearchHit = z.infer<typeof SearchHit>;

/** What a search has found. */
export const SearchHits = z.object({ items: z.array(SearchHit) }).meta({ id: "SearchHits" });

/** Query of `GET /console/api/search`. */
export const SearchQuery = z.strictObject({
  text: text(200).describe("Beginning of an order's id, number or mail address"),
});

/** Filters of the work list under a name. */
export const SavedView = z
  .object({ viewId: z.string(), name: z.string(), search: z.string() })
  .meta({ id: "SavedView" });

/** Filters of the work list under a name. */
export type SavedView = z.infer<typeof SavedView>;

/** An operator's own views, the oldest first. */
export const SavedViews = z.object({ items: z.array(SavedView) }).meta({ id: "SavedViews" });

/** Body of `PUT /console/api/views/{viewId}`. */
export const PutSavedView = z
  .strictObject({
    name: text(60),
    search: z
      .string()
      .max(500)
      .regex(/^[\x21-\x7e]*$/, { error: "must be a query as it stands in an address" })
      .describe("The query of the work list's URL, without `?`"),
  })
  .meta({ id: "PutSavedView" });

/** Body of `PUT /console/api/views/{viewId}`. */
export type PutSavedView = z.infer<typeof PutSavedView>;
