import type { FieldedCode, FieldProblem, RefusalFields } from "../../domain/index.ts";

/** The fields of a refusal as the `detail` of a problem, in English. */
export const EN_REFUSAL_DETAILS: {
  readonly [Code in FieldedCode]: (fields: RefusalFields[Code]) => string;
} = {
  validation_failed: ({ field, problem }) => `${field} ${fieldProblem(problem)}`,
  order_unknown: ({ orderId }) => `No order ${orderId} was reported.`,
  member_unknown: (fields) =>
    "memberId" in fields
      ? `No member ${fields.memberId} was reported.`
      : "The points program knows no such member.",
  message_unknown: ({ inboxId }) => `There is no message ${inboxId}.`,
  link_token_invalid: () => "Use the link of a newer mail.",
  order_requirements_fixed: ({ stage }) =>
    `It ${stage === null ? "redeems other points" : `requires ${stage}`}. Cancel this order and place another one instead.`,
  order_of_another_member: () => "The points that this order redeems are its member's.",
  precondition_failed: ({ version }) => `The order is at version ${version}.`,
  prompt_not_stuck: ({ state }) => `It is ${state}.`,
  prompt_not_possible: ({ reason, until }) => {
    if (reason === "paused") return EN_PAUSED;
    if (reason === "just_prompted") return EN_JUST_PROMPTED;
    return until === null ? reason : `${reason}${EN_UNTIL}${new Date(until).toISOString()}`;
  },
  version_conflict: ({ changing }) => CONFLICTS[changing],
  policy_invalid: ({ problems }) => problems.join("; "),
  policy_moved: ({ inForce }) => `Version ${inForce} is in force.`,
  rate_limited: ({ minutes }) => `Try again in ${minutes} minutes.`,
};

/** The detail if a pause withholds a prompt. */
export const EN_PAUSED = "Recovery is paused.";

/** The detail if a sweep has just decided a prompt. */
export const EN_JUST_PROMPTED = "They were just written to.";

/** Between a decision's reason and the time at which it ends. */
export const EN_UNTIL = " until ";

const CONFLICTS: Readonly<Record<RefusalFields["version_conflict"]["changing"], string>> = {
  order: "Others change this order at the same moment; try again.",
  account: "Others change this account at the same moment; try again.",
  message: "A message to this member is on its way; try again.",
  hold: "The hold was extended or resolved in the meantime.",
  loyalty_step: "It was changed in the meantime.",
};

/** The problem with a field, as it follows the field's pointer. */
function fieldProblem(problem: FieldProblem): string {
  switch (problem.kind) {
    case "not_later_than_from":
      return "must be later than from";
    case "span_too_long":
      return `must be at most ${problem.days} days after from`;
    case "no_cursor":
      return "is not a cursor of this list";
  }
}
