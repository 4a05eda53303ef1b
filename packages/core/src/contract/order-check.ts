import { z } from "zod";
import {
  CHECK_KINDS,
  type CheckReport,
  IDENTITY_STATES,
  REVIEW_STATES,
  WAITING_ON,
} from "../domain/index.ts";
import { Instant, text } from "./primitives.ts";

const CheckState = z.enum([...IDENTITY_STATES, ...REVIEW_STATES]);

const Fields = z.strictObject({
  kind: z
    .enum(CHECK_KINDS)
    .describe("identity: who the shopper is; review: whether the payment looks like fraud"),
  reference: text(255).describe(
    "The check's own id. Reports with the same id are about the same check",
  ),
  account: text(255)
    .optional()
    .describe("The provider's account that has the check, if the shop has several"),
  state: CheckState.describe(
    `Of an identity check: ${IDENTITY_STATES.join(", ")}. Of a review: ${REVIEW_STATES.join(", ")}. ` +
      "A closed review ended without a judgment, for instance because its payment ended",
  ),
  since: Instant.optional().describe(
    "When the check got into this state; the event's time when absent. Repeat it when you report the same state again",
  ),
  reason: text(200)
    .optional()
    .describe(
      "The provider's code for why it is in this state, such as document_expired. Absent with requires_input: it has not begun",
    ),
  failure: text(255)
    .optional()
    .describe(
      "With requires_input: the id of the attempt that failed, the same in every report of it. An attempt without an id is not counted by the policy's maxAttempts",
    ),
  waitingOn: z
    .enum(WAITING_ON)
    .optional()
    .describe(
      "Who must act about an identity check that is not verified. When absent: the member for requires_input, the provider for processing, an operator for cancelled",
    ),
  url: z
    .url({ protocol: /^https$/, error: "must be a URL with https" })
    .max(2000)
    .optional()
    .describe("With requires_input: where the shopper goes on with it, on a page that stays valid"),
});
type Fields = z.infer<typeof Fields>;

/** What a report says of one identity check or fraud review. */
export const CheckBody = Fields.superRefine((body, context) => {
  for (const [field, message] of problemsOf(body)) {
    context.addIssue({ code: "custom", path: [field], message });
  }
})
  .describe(
    "With the stage verification: what is known of one check. All checks then decide the stage, not `status`",
  )
  .meta({ id: "Check" });

/** What a report says of one identity check or fraud review. */
export type CheckBody = z.infer<typeof CheckBody>;

/** Fields that contradict each other, and why. */
function problemsOf({ kind, state, reason, failure, waitingOn, url }: Fields) {
  const problems: [keyof Fields, string][] = [];
  const states: readonly string[] = kind === "identity" ? IDENTITY_STATES : REVIEW_STATES;
  if (!states.includes(state)) problems.push(["state", `must be one of ${states.join(", ")}`]);
  const isOpen = state === "requires_input";
  if (failure !== undefined && !isOpen)
    problems.push(["failure", "needs the state requires_input"]);
  if (failure !== undefined && reason === undefined) {
    problems.push(["reason", "is required: why the attempt failed"]);
  }
  if (url !== undefined && !isOpen) problems.push(["url", "needs the state requires_input"]);
  if (waitingOn !== undefined && (kind === "review" || state === "verified")) {
    problems.push(["waitingOn", "needs an identity check that is not verified"]);
  }
  return problems;
}

/** What a valid body says. @param occurredAt when it was true, as epoch milliseconds */
export function readCheck(body: CheckBody, occurredAt: number): CheckReport {
  const { kind, account, reference, state, since, reason, failure, waitingOn, url } = body;
  return {
    kind,
    account: account ?? "",
    reference,
    asOf: occurredAt,
    state,
    since: since === undefined ? occurredAt : Date.parse(since),
    reason: reason ?? null,
    failure: failure ?? null,
    waitingOn: waitingOn ?? null,
    url: url ?? null,
  };
}

/** One identity check or fraud review of an order. Times are RFC 3339 in UTC. */
export const CheckView = z
  .object({
    kind: z.enum(CHECK_KINDS),
    source: z.string().describe("The provider, or `api`"),
    account: z.string().describe("The provider's account; empty for the shop's own"),
    reference: z.string(),
    state: CheckState,
    since: z.string().describe("When it got into this state, by the provider's clock"),
    reason: z.string().nullable().describe("The provider's code for why it is in this state"),
    url: z.string().nullable().describe("Where the shopper goes on with it"),
    failures: z.int().describe("How many attempts have failed"),
    waitingOn: z
      .enum(WAITING_ON)
      .nullable()
      .describe("Who must act about it; null when it is over"),
  })
  .meta({ id: "OrderCheck" });

/** One identity check or fraud review of an order. */
export type CheckView = z.infer<typeof CheckView>;

/** What an entry reports of one check. */
export const EntryCheck = CheckView.pick({
  kind: true,
  reference: true,
  state: true,
  reason: true,
}).meta({ id: "EntryCheck" });

/** What an entry reports of one check. */
export type EntryCheck = z.infer<typeof EntryCheck>;
