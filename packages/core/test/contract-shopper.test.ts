import { describe, expect, test } from "vitest";
import {
  type CheckView,
  Orchestration,
  ShopperChecks,
  ShopperOrchestration,
} from "../src/contract/index.ts";

const INTERNAL = ["metadata", "events", "eventsCursor", "pausedUntil", "checks"];

const ORCHESTRATION = {
  orderId: "ord_1042",
  currentStage: "payment",
  status: "waiting",
  waitingOn: "member",
  asksFor: null,
  startedAt: "2026-03-02T09:00:00.000Z",
  completedAt: null,
  failedAt: null,
  nextActionAt: "2026-03-02T09:30:00.000Z",
  pausedUntil: null,
  lastTransitionAt: "2026-03-02T09:00:00.000Z",
  version: 1,
  metadata: { riskScore: 91 },
  stages: [
    {
      stage: "payment",
      status: "failed",
      required: true,
      completedAt: null,
      note: "issuer says lost card",
    },
  ],
  money: {
    currency: "EUR",
    total: 12_900,
    captured: 0,
    authorised: 0,
    refunded: 0,
    refundPending: 0,
    disputed: 0,
    kept: 0,
    open: 12_900,
    terms: null,
  },
  payments: [
    {
      source: "bank",
      account: "acct_north",
      reference: "pi_secret",
      state: "failed",
      counts: true,
      test: false,
      method: "card",
      methodName: "card",
      currency: "EUR",
      authorised: 0,
      captured: 0,
      since: "2026-03-02T09:00:00.000Z",
      actBy: null,
      captureBefore: null,
      nextStep: null,
      reason: "lost card",
      waitingOn: "member",
      refunds: [],
      disputes: [],
      url: "https://bank.example/pi_secret",
    },
  ],
  checks: [],
  promisedBy: null,
  parcels: [
    {
      source: "bank",
      account: "acct_north",
      reference: "pi_secret",
      state: "shipped",
      carrier: "DHL",
      trackingNumber: "JD1",
      since: "2026-03-02T09:00:00.000Z",
      shippedAt: "2026-03-02T09:00:00.000Z",
      trackingUrl: "https://track.example/JD1",
    },
  ],
  loyaltyHold: null,
  pendingSteps: [],
  events: [],
  eventsCursor: "1",
};

describe("what a shopper's browser gets", () => {
  test("is an orchestration without its metadata, timeline, notes and pause", () => {
    const all = Object.keys(Orchestration.shape);
    expect(Object.keys(ShopperOrchestration.shape).toSorted()).toEqual(
      all.filter((field) => !INTERNAL.includes(field)).toSorted(),
    );
  });

  test("drops the internal fields when a whole orchestration is parsed", () => {
    const shown = ShopperOrchestration.parse(Orchestration.parse(ORCHESTRATION));
    for (const field of INTERNAL) expect(shown).not.toHaveProperty(field);
    expect(JSON.stringify(shown)).not.toContain("riskScore");
    for (const internal of ["lost card", "pi_secret", "acct_north"]) {
      expect(JSON.stringify(shown)).not.toContain(internal);
    }
  });
});

describe("what a shopper's page gets of checks", () => {
  const check: CheckView = {
    kind: "identity",
    source: "bank",
    account: "acct_north",
    reference: "vs_secret",
    state: "requires_input",
    since: "2026-03-02T09:00:00.000Z",
    reason: "document_expired",
    url: "https://verify.example/1",
    failures: 1,
    waitingOn: "member",
  };

  test("is why an identity check failed, if the shopper can do something about it", () => {
    const { state, url } = check;
    expect(
      ShopperChecks.parse([
        check,
        { ...check, reason: "selfie_manipulated", waitingOn: "operator" },
      ]),
    ).toEqual([
      { state, reason: "document_expired", url },
      { state, reason: null, url },
    ]);
  });

  test("is nothing about a fraud review", () => {
    expect(ShopperChecks.parse([{ ...check, kind: "review", state: "open" }])).toEqual([]);
  });
});
