import type { CheckReport, ProviderFact } from "@followthrough/core/domain";
import { describe, expect, test } from "vitest";
import { readCheck } from "../../src/providers/connectors/stripe/answers.ts";
import { AT, CREATED, type Fields, readStripe } from "../support/stripe-messages.ts";

const SESSION = { id: "vs_1", object: "identity.verification_session", created: CREATED - 60 };
const REVIEW = { id: "prv_1", object: "review", payment_intent: "pi_1", opened_reason: "rule" };

function factOf(type: string, object: Fields): ProviderFact {
  const message = readStripe(type, object);
  const [fact] = message.kind === "report" ? message.facts : [];
  if (fact === undefined) throw new Error(JSON.stringify(message));
  return fact;
}

function checkOf(type: string, object: Fields): CheckReport | undefined {
  return factOf(type, object).checks?.at(0);
}

const session = (event: string, changes: Fields = {}) =>
  checkOf(`identity.verification_session.${event}`, { ...SESSION, ...changes });

describe("a failed identity check", () => {
  // Every value of `last_error.code`, who acts, and whether it counts as a failed attempt.
  test.each([
    ["abandoned", "member", false],
    ["consent_declined", "operator", true],
    ["country_not_supported", "operator", true],
    ["device_not_supported", "member", false],
    ["document_expired", "member", true],
    ["document_type_not_supported", "member", true],
    ["document_unverified_other", "member", true],
    ["email_unverified_other", "member", true],
    ["email_verification_declined", "operator", true],
    ["id_number_insufficient_document_data", "member", true],
    ["id_number_mismatch", "member", true],
    ["id_number_unverified_other", "member", true],
    ["phone_unverified_other", "member", true],
    ["phone_verification_declined", "operator", true],
    ["selfie_document_missing_photo", "member", true],
    ["selfie_face_mismatch", "member", true],
    ["selfie_manipulated", "operator", true],
    ["selfie_unverified_other", "member", true],
    ["under_supported_age", "operator", true],
    ["a_code_of_the_future", "member", true],
  ])("with the code %s waits on the %s, counted: %s", (code, waitingOn, isCounted) => {
    const changes = { last_error: { code, reason: "…" }, last_verification_report: "vr_1" };
    expect(session("requires_input", changes)).toEqual({
      kind: "identity",
      account: "",
      reference: "vs_1",
      asOf: AT,
      state: "requires_input",
      since: AT,
      reason: code,
      failure: isCounted ? "vr_1" : null,
      waitingOn,
      url: null,
    });
  });

  test("is known by its event if Stripe made no report of it", () => {
    const last_error = { code: "document_expired" };
    expect(session("requires_input", { last_error })?.failure).toBe("evt_1");
  });
});

describe("an identity check", () => {
  test.each([
    ["created", { url: "https://verify.stripe.com/start/once" }, "requires_input"],
    ["requires_input", {}, "requires_input"],
    ["processing", {}, "processing"],
    ["verified", {}, "verified"],
    ["canceled", {}, "cancelled"],
    ["redacted", { status: "verified" }, "verified"],
    ["redacted", { status: "canceled" }, "cancelled"],
    ["redacted", { status: "requires_input" }, "cancelled"],
  ])("after %s with %j is %s, without Stripe's page that works once", (event, changes, state) => {
    expect(session(event, changes)).toMatchObject({
      state,
      reason: null,
      failure: null,
      waitingOn: null,
      url: null,
    });
  });

  test.each([
    ["requires_input", { last_error: null }, { state: "requires_input", since: AT - 60_000 }],
    ["processing", {}, { state: "processing", since: AT + 5 }],
    ["verified", {}, { state: "verified", since: AT + 5 }],
    [
      "requires_input",
      { last_error: { code: "under_supported_age" }, last_verification_report: { id: "vr_1" } },
      { since: AT - 60_000, failure: "vr_1", waitingOn: "operator" },
    ],
    ["requires_input", { last_error: { code: "document_expired" } }, { failure: null }],
  ])(
    "that was asked about and is %s with %j says the same as its event",
    (status, changes, expected) => {
      const truth = readCheck({ ...SESSION, status, ...changes }, { account: "", asOf: AT + 5 });
      expect(truth.checks).toEqual([expect.objectContaining({ ...expected, asOf: AT + 5 })]);
    },
  );
});

describe("a review", () => {
  test("that is open has the reason why it was opened", () => {
    expect(checkOf("review.opened", REVIEW)).toMatchObject({
      kind: "review",
      reference: "prv_1",
      state: "open",
      reason: "rule",
      since: AT,
    });
  });

  test.each([
    ["approved", "approved"],
    ["acknowledged", "approved"],
    ["refunded_as_fraud", "rejected"],
    ["refunded", "closed"],
    ["disputed", "closed"],
    ["canceled", "closed"],
    ["payment_never_settled", "closed"],
    ["redacted", "closed"],
  ])("that ended as %s is %s", (closed_reason, state) => {
    const report = checkOf("review.closed", { ...REVIEW, closed_reason });
    expect(report).toMatchObject({ state, reason: closed_reason });
  });

  test.each([null, "a_reason_of_the_future"])("that ended as %s stays open", (closed_reason) => {
    expect(readStripe("review.closed", { ...REVIEW, closed_reason })).toMatchObject({
      kind: "ignored",
      reason: expect.stringContaining("stays open"),
    });
  });
});
