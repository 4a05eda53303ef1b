import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ESCALATION_REASONS, type FieldedRefusal } from "../src/domain/index.ts";
import { OPERATOR_WORDS, readWithheld, refusalDetail } from "../src/words/index.ts";
import { REFUSAL_SAMPLES } from "./support/refusals.ts";

/** The `detail` of each refusal as the API answers it. */
const DETAILS = {
  validation_failed: "/to must be at most 92 days after from",
  order_unknown: "No order order-1042 was reported.",
  member_unknown: "No member ada was reported.",
  message_unknown: "There is no message m-1.",
  link_token_invalid: "Use the link of a newer mail.",
  order_requirements_fixed:
    "It requires loyalty_hold. Cancel this order and place another one instead.",
  order_of_another_member: "The points that this order redeems are its member's.",
  precondition_failed: "The order is at version 7.",
  prompt_not_stuck: "It is sent.",
  prompt_not_possible: "quiet_hours until 2026-03-02T10:00:00.000Z",
  version_conflict: "Others change this order at the same moment; try again.",
  policy_invalid: "/a is bad; /b, too",
  policy_moved: "Version v1 is in force.",
  rate_limited: "Try again in 3 minutes.",
} as const satisfies Record<keyof typeof REFUSAL_SAMPLES, string>;

const WITHHELD = Object.keys(OPERATOR_WORDS.withheld);

describe("a refusal's detail", () => {
  test.each(Object.values(REFUSAL_SAMPLES))(
    "of $code is the sentence that callers know",
    (sample) => {
      expect(refusalDetail(sample)).toBe(DETAILS[sample.code]);
    },
  );

  test("says that the points program doesn't know the member", () => {
    const fields = { unknownTo: "program" } as const;
    expect(refusalDetail({ code: "member_unknown", fields })).toBe(
      "The points program knows no such member.",
    );
  });

  test.each([
    [{ kind: "not_later_than_from" }, "/x must be later than from"],
    [{ kind: "no_cursor" }, "/x is not a cursor of this list"],
  ] as const)("names the field with %j", (problem, detail) => {
    const fields = { field: "/x", problem };
    expect(refusalDetail({ code: "validation_failed", fields })).toBe(detail);
  });
});

describe("why a prompt is withheld", () => {
  const reasons = [...ESCALATION_REASONS, ...WITHHELD];

  test.each(reasons)("is read back from its detail: %s", (name) => {
    fc.assert(
      fc.property(fc.option(fc.date({ noInvalidDate: true })), (until) => {
        const isTimed = until !== null && name !== "paused" && name !== "just_prompted";
        const fields = { reason: name, until: isTimed ? until.getTime() : null } as Fields;
        expect(readWithheld(refusalDetail({ code: "prompt_not_possible", fields }))).toEqual(
          fields,
        );
      }),
    );
  });

  test.each([
    "",
    "quiet_hours until",
    "quiet_hours until noon",
    "nobody_knows",
    "opted_out until 2026-03-02T10:00:00Z until x",
  ])("is not guessed from %j", (detail) => {
    expect(readWithheld(detail)).toBeNull();
  });

  test.each([
    ["paused", "Recovery is paused."],
    ["just_prompted", "They were just written to."],
  ] as const)("is a sentence of its own where there is no decision: %s", (reason, detail) => {
    const fields = { reason, until: null };
    expect(refusalDetail({ code: "prompt_not_possible", fields })).toBe(detail);
  });
});

type Fields = FieldedRefusal<"prompt_not_possible">["fields"];
