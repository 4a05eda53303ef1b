import type {
  ErrorCode,
  Escalation,
  EventOutcome,
  LoyaltyCredit,
  LoyaltyHold,
  LoyaltyStep,
  MemberLoyalty,
  NextDecision,
  Notification,
  PostAssign,
  PostCancel,
  PostCredit,
  PostEvent,
  PostPause,
  PostPromptAction,
  PostResolve,
  PostResume,
  PutHold,
  PutLoyaltyStep,
  PutMember,
  SweepSummary,
} from "@followthrough/core/contract";
import { OPERATOR_WORDS } from "@followthrough/core/words";
import { ERROR_CODES, problem } from "../../platform/http/problem.ts";
import { ORDER, PUT_ORDERS } from "./order-examples.ts";

const putMember: PutMember = {
  email: "ada@shoppers.example",
  name: "Ada Voss",
  locale: "en-GB",
  timeZone: "Europe/London",
};

const putLoyaltyStep: PutLoyaltyStep = {
  kind: "redemption",
  status: "pending",
  title: "Confirm the 500 points for your order",
  orderId: "order-1042",
  holdId: "hold-77",
};

const loyaltyStep: LoyaltyStep = {
  externalId: "redeem-77",
  kind: "redemption",
  status: "pending",
  title: "Confirm the 500 points for your order",
  orderId: "order-1042",
  expiresAt: null,
  holdId: "hold-77",
};

const putHold: PutHold = {
  memberId: "ada",
  orderId: "order-1042",
  points: 500,
  expiresAt: "2026-03-09T09:30:00Z",
};

const loyaltyHold: LoyaltyHold = {
  holdId: "hold-77",
  memberId: "ada",
  orderId: "order-1042",
  points: 500,
  state: "active",
  captured: 0,
  expiresAt: "2026-03-09T09:30:00.000Z",
  placedAt: "2026-03-02T09:30:00.000Z",
  resolvedAt: null,
};

const balance = { posted: 1_200, pending: 500, available: 700, debt: 0 };

const earned: PostCredit = { reference: "earned-1041", points: 1_200 };
const reversal: PostCredit = { reference: "returned-1041", reverses: "earned-1041" };
const partReversal: PostCredit = {
  reference: "returned-1041-a",
  reverses: "earned-1041",
  points: 300,
};

const loyaltyCredit: LoyaltyCredit = {
  memberId: "ada",
  reference: "earned-1041",
  points: 1_200,
  reverses: null,
  expiresAt: null,
  balance,
};

const memberLoyalty: MemberLoyalty = {
  memberId: "ada",
  balance,
  holds: [loyaltyHold],
  entries: [
    {
      number: 2,
      kind: "held",
      points: 500,
      holdId: "hold-77",
      reference: null,
      at: "2026-03-02T09:30:00.000Z",
    },
  ],
};

// A newcomer tries a command first. A provider's fact shows the other kind of caller.
const command: PostEvent = { stage: "payment", status: "completed" };
const fact: PostEvent = {
  stage: "payment",
  status: "failed",
  note: "Declined by the bank",
  source: "acme-pay",
  sourceEventId: "evt_9001",
  occurredAt: "2026-03-02T09:31:12Z",
};

const report = { source: "acme-pay", occurredAt: "2026-03-02T09:31:12Z" };
const partPaid: PostEvent = {
  stage: "payment",
  status: "in_progress",
  ...report,
  sourceEventId: "evt_9002",
  payment: { reference: "pay_1", method: "card", state: "captured", captured: 4_000 },
};
const voucher: PostEvent = {
  stage: "payment",
  status: "waiting",
  ...report,
  sourceEventId: "evt_9003",
  payment: {
    reference: "pay_2",
    method: "voucher",
    state: "requires_action",
    nextStep: { kind: "voucher", url: "https://pay.example/vouchers/2" },
    actBy: "2026-03-05T23:59:00Z",
  },
};

const eventOutcome: EventOutcome = {
  orderId: "order-1042",
  disposition: "applied",
  version: 2,
  currentStage: "loyalty_hold",
  status: "not_started",
  waitingOn: "member",
  nextActionAt: "2026-03-02T15:31:12.000Z",
};

const cancel: PostCancel = { reason: "The shopper called" };

const pause: PostPause = {
  until: "2026-03-09T08:00:00Z",
  reason: "The shopper is traveling",
  operator: "Bo Lind",
};

const resume: PostResume = { reason: "Back home", operator: "Bo Lind" };

const nextDecision: NextDecision = {
  orderId: "order-1042",
  state: "scheduled",
  at: "2026-03-02T15:31:12.000Z",
  decision: "prompt",
  reason: "waiting_on_member",
  step: 0,
  followingAt: "2026-03-02T21:31:12.000Z",
  policyVersion: "default-1",
  evaluatedAt: "2026-03-02T10:00:00.000Z",
};

const escalation: Escalation = {
  escalationId: "4b7a3c0e-0d5e-4f57-9a43-0d0b8a7b8c11",
  orderId: "order-1042",
  orderNumber: "1042",
  memberId: "ada",
  total: ORDER.total,
  stage: "fulfillment",
  reason: "waiting_on_operator",
  amount: null,
  dueAt: null,
  since: "2026-03-03T09:30:00.000Z",
  assignee: "Bo Lind",
  resolvedAt: null,
  resolvedBy: null,
  resolution: null,
};

const assign: PostAssign = { assignee: "Bo Lind" };

const resolve: PostResolve = { resolution: "Packed and sent by hand", operator: "Bo Lind" };

const promptAction: PostPromptAction = {
  reason: "The mail server never logged it",
  operator: "Bo Lind",
};

const notification: Notification = {
  notificationId: "8f9a54b7-6f0e-4c5f-8f2f-1f1f6a0a9a51",
  type: "checkout_recovery_prompt",
  orderId: "order-1042",
  memberId: "ada",
  recipient: "ada@shoppers.example",
  stage: "loyalty_hold",
  stageEntry: 2,
  step: 0,
  state: "unknown",
  attempts: 1,
  messageId: "<8f9a54b7-6f0e-4c5f-8f2f-1f1f6a0a9a51@shop.example>",
  decidedAt: "2026-03-02T15:32:00.000Z",
  sentAt: null,
  lastError: "read ECONNRESET",
};

const sweep: SweepSummary = {
  runId: "0f9f7a52-7a3f-4a53-9d59-1f7a6b3f8f0e",
  trigger: "api",
  startedAt: "2026-03-02T10:00:00.000Z",
  finishedAt: "2026-03-02T10:00:00.412Z",
  processed: 12,
  prompted: 7,
  deferred: 0,
  suppressed: 2,
  escalations: 3,
  failed: 0,
  claimLagMs: 1_700_000,
};

/** Examples of the components that a reader of the reference meets first, by their names. */
export const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  Escalation: [escalation],
  EventOutcome: [eventOutcome],
  LoyaltyCredit: [loyaltyCredit],
  LoyaltyHold: [loyaltyHold],
  LoyaltyStep: [loyaltyStep],
  MemberLoyalty: [memberLoyalty],
  NextDecision: [nextDecision],
  Notification: [notification],
  NotificationPreferences: [{ orderUpdates: true }],
  Order: [ORDER],
  PostAssign: [assign],
  PostCancel: [cancel],
  PostCapture: [{ points: 300 }],
  PostCredit: [earned, reversal, partReversal],
  PostEvent: [command, fact, partPaid, voucher],
  PostExtend: [{ expiresAt: "2026-03-12T09:30:00Z" }],
  PostPause: [pause],
  PostPromptAction: [promptAction],
  PostResolve: [resolve],
  PostResume: [resume],
  PostWaivePoints: [{ reason: "The points were spent elsewhere", operator: "Grace" }],
  PutHold: [putHold],
  PutLoyaltyStep: [putLoyaltyStep],
  PutMember: [putMember],
  PutOrder: PUT_ORDERS,
  SweepSummary: [sweep],
};

/** One example for each problem, under its code. */
export function problemExamples() {
  return Object.fromEntries(
    ERROR_CODES.map((code) => [
      code,
      { summary: OPERATOR_WORDS.refusals[code], value: exampleOf(code) },
    ]),
  );
}

function exampleOf(code: ErrorCode) {
  if (code !== "validation_failed") return problem(code);
  const errors = [{ field: "/total/currency", message: "is not a currency of ISO 4217" }];
  return problem(code, { detail: "Not valid in the body: /total/currency", errors });
}
