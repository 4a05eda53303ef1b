import type { FieldedCode, FieldedRefusal } from "../../src/domain/index.ts";

const ok = false;

/** One refusal for each code that has fields. */
export const REFUSAL_SAMPLES: { readonly [Code in FieldedCode]: FieldedRefusal<Code> } = {
  validation_failed: {
    ok,
    code: "validation_failed",
    fields: { field: "/to", problem: { kind: "span_too_long", days: 92 } },
  },
  order_unknown: { ok, code: "order_unknown", fields: { orderId: "order-1042" } },
  member_unknown: { ok, code: "member_unknown", fields: { memberId: "ada" } },
  message_unknown: { ok, code: "message_unknown", fields: { inboxId: "m-1" } },
  link_token_invalid: { ok, code: "link_token_invalid", fields: { tryInstead: "newer_mail" } },
  order_requirements_fixed: {
    ok,
    code: "order_requirements_fixed",
    fields: { stage: "loyalty_hold" },
  },
  order_of_another_member: {
    ok,
    code: "order_of_another_member",
    fields: { because: "redeems_points" },
  },
  precondition_failed: { ok, code: "precondition_failed", fields: { version: 7 } },
  prompt_not_stuck: { ok, code: "prompt_not_stuck", fields: { state: "sent" } },
  prompt_not_possible: {
    ok,
    code: "prompt_not_possible",
    fields: { reason: "quiet_hours", until: 1_772_445_600_000 },
  },
  version_conflict: { ok, code: "version_conflict", fields: { changing: "order" } },
  policy_invalid: { ok, code: "policy_invalid", fields: { problems: ["/a is bad", "/b, too"] } },
  policy_moved: { ok, code: "policy_moved", fields: { inForce: "v1" } },
  rate_limited: { ok, code: "rate_limited", fields: { minutes: 3 } },
};
