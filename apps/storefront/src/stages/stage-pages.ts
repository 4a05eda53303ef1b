import type { PostEvent } from "@followthrough/core/contract";
import type { Stage } from "@followthrough/core/domain";

/** One thing the stand-in for a provider can report. */
export interface Choice {
  /** The form's value, and the end of the event's id. */
  readonly id: string;
  readonly label: string;
  /** What it means for the order, in words. */
  readonly meaning: string;
  readonly report: Pick<PostEvent, "status" | "waitingOn" | "note">;
}

/** A page on which one stage of an order can be walked to its end. */
export interface StagePage {
  readonly title: string;
  /** What the page stands in for. */
  readonly standsInFor: string;
  readonly lead: string;
  /** The name under which its reports reach the API. */
  readonly source: string;
  readonly choices: readonly [Choice, ...Choice[]];
}

/** The test pages, one for each stage. */
export const STAGE_PAGES: Readonly<Record<Stage, StagePage>> = {
  payment: {
    title: "Pay for your order",
    standsInFor: "Test payment page. It stands in for a payment provider: no card, no money.",
    lead: "Choose what the provider should report to the shop.",
    source: "test-payments",
    choices: [
      {
        id: "pay",
        label: "Pay",
        meaning: "The payment goes through.",
        report: { status: "completed", note: "Payment captured" },
      },
      {
        id: "needs-action",
        label: "Needs action",
        meaning: "The bank wants you to approve the payment, and you haven’t yet.",
        report: {
          status: "waiting",
          waitingOn: "member",
          note: "The bank asks the member to approve the payment",
        },
      },
      {
        id: "decline",
        label: "Decline",
        meaning: "The bank refuses the payment.",
        report: { status: "failed", waitingOn: "member", note: "The bank declined the payment" },
      },
    ],
  },
  verification: {
    title: "Confirm your identity",
    standsInFor: "Test identity check. It stands in for a checking service: no document is read.",
    lead: "Choose what the check should report to the shop.",
    source: "test-identity",
    choices: [
      {
        id: "confirm",
        label: "Confirm identity",
        meaning: "The document is good and matches your name.",
        report: { status: "completed", note: "Identity confirmed" },
      },
      {
        id: "unreadable",
        label: "Document can’t be read",
        meaning: "The picture is blurred, and the check asks for another one.",
        report: { status: "failed", waitingOn: "member", note: "The document could not be read" },
      },
      {
        id: "checking",
        label: "Still checking",
        meaning: "A person at the service is looking at it.",
        report: { status: "waiting", waitingOn: "provider", note: "A person reviews the document" },
      },
    ],
  },
  loyalty_hold: {
    title: "Confirm using your points",
    standsInFor:
      "Test page for points. An order that redeems points holds them in the ledger; others only report.",
    lead: "Your points are set aside for this order once you confirm it.",
    source: "test-points",
    choices: [
      {
        id: "confirm",
        label: "Use my points",
        meaning: "The points are set aside for this order.",
        report: { status: "completed", note: "Points held for the order" },
      },
      {
        id: "later",
        label: "Decide later",
        meaning: "The order waits until you have confirmed.",
        report: {
          status: "waiting",
          waitingOn: "member",
          note: "The member decides later about the points",
        },
      },
      {
        id: "unavailable",
        label: "Points can’t be held",
        meaning: "The points program reports an error, and you can try again.",
        report: { status: "failed", waitingOn: "member", note: "The points could not be held" },
      },
    ],
  },
  fulfillment: {
    title: "The workshop ships the order",
    standsInFor: "For trying out. It stands in for the workshop: nothing is built or sent.",
    lead: "Choose what the workshop should report to the shop.",
    source: "test-workshop",
    choices: [
      {
        id: "ship",
        label: "Ship the order",
        meaning: "It is on its way, and the order is complete.",
        report: { status: "completed", note: "Handed to the carrier" },
      },
      {
        id: "building",
        label: "Still being made",
        meaning: "The workshop is at it.",
        report: { status: "in_progress", waitingOn: "provider", note: "In the workshop" },
      },
      {
        id: "stuck",
        label: "Something is missing",
        meaning: "A board has a crack, and somebody has to decide.",
        report: { status: "failed", waitingOn: "operator", note: "Material is missing" },
      },
    ],
  },
};
