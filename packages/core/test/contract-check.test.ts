import { describe, expect, test } from "vitest";
import { CheckBody, PostEvent, readCheck } from "../src/contract/index.ts";
import { IDENTITY_STATES, REVIEW_STATES } from "../src/domain/index.ts";
import { expectAccepted, wrongFields } from "./support/parsing.ts";

const AT = "2026-03-01T10:00:00Z";
const NOW = Date.parse(AT);
const IDENTITY = { kind: "identity", reference: "vs_1", state: "requires_input" };
const REVIEW = { kind: "review", reference: "prv_1", state: "open" };
const FAILED = { ...IDENTITY, reason: "document_expired", failure: "vr_1" };

describe("a check's body", () => {
  test.each([
    ...IDENTITY_STATES.map((state) => ({ ...IDENTITY, state })),
    ...REVIEW_STATES.map((state) => ({ ...REVIEW, state, reason: "manual" })),
    { ...FAILED, waitingOn: "operator", since: AT, account: "acct_1" },
    { ...IDENTITY, url: "https://verify.example/s/1" },
    { ...IDENTITY, reason: "abandoned" },
  ])("is accepted: %j", (body) => expectAccepted(CheckBody, body));

  test.each<[Record<string, unknown>, string[]]>([
    [{ ...IDENTITY, state: "open" }, ["state"]],
    [{ ...REVIEW, state: "verified" }, ["state"]],
    [{ ...IDENTITY, state: "new" }, ["state"]],
    [{ ...IDENTITY, failure: "vr_1" }, ["reason"]],
    [{ ...FAILED, state: "processing" }, ["failure"]],
    [{ ...IDENTITY, url: "http://verify.example/s/1" }, ["url"]],
    [{ ...IDENTITY, url: "javascript:alert(1)" }, ["url"]],
    [{ ...REVIEW, url: "https://verify.example/s/1" }, ["url"]],
    [{ ...REVIEW, waitingOn: "member" }, ["waitingOn"]],
    [{ ...IDENTITY, state: "verified", waitingOn: "member" }, ["waitingOn"]],
    [{ ...IDENTITY, reference: "" }, ["reference"]],
    [{ ...IDENTITY, amount: 1 }, ["amount"]],
  ])("is refused: %j", (body, fields) => {
    expect(wrongFields(CheckBody, body)).toEqual(fields);
  });

  test("says what is known of the check, as of the event's time", () => {
    const blank = { account: "", reason: null, failure: null, waitingOn: null, url: null };
    expect(readCheck(CheckBody.parse(IDENTITY), NOW)).toEqual({
      ...blank,
      ...IDENTITY,
      asOf: NOW,
      since: NOW,
    });
    const since = "2026-02-28T10:00:00Z";
    expect(readCheck(CheckBody.parse({ ...FAILED, since }), NOW)).toEqual({
      ...blank,
      ...FAILED,
      asOf: NOW,
      since: Date.parse(since),
    });
  });

  test("belongs to the stage verification", () => {
    const event = { stage: "verification", status: "waiting", check: REVIEW };
    expectAccepted(PostEvent, event);
    expect(wrongFields(PostEvent, { ...event, stage: "payment" })).toEqual(["check"]);
  });
});
