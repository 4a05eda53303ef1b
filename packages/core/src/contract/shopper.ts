import { z } from "zod";
import { IDENTITY_STATES } from "../domain/index.ts";
import { PaymentView } from "./money-view.ts";
import { Orchestration, StageView } from "./orchestration.ts";
import { CheckView } from "./order-check.ts";
import { ParcelView } from "./parcel-body.ts";

/** What the shopper sees of a payment: what is to do about it, and nothing of accounts, disputes and a provider's reasons. */
const ShopperPayment = PaymentView.pick({
  state: true,
  counts: true,
  currency: true,
  authorised: true,
  captured: true,
  actBy: true,
  nextStep: true,
}).meta({ id: "ShopperPayment" });

/** What the shopper sees of one identity check. */
const ShopperCheck = CheckView.pick({ reason: true, url: true })
  .extend({ state: z.enum(IDENTITY_STATES) })
  .meta({ id: "ShopperCheck" });

/**
 * What a storefront's own page can show of an order's checks: the identity checks, and why one failed if the shopper can
 * do something about it. That a payment is under review for fraud is nothing for the shopper. The banner has no use for
 * them, so they are not sent with what it follows.
 */
export const ShopperChecks = z
  .array(CheckView)
  .transform((checks) =>
    checks
      .filter(({ kind }) => kind === "identity")
      .map(({ reason, waitingOn, ...check }) =>
        ShopperCheck.parse({ ...check, reason: waitingOn === "member" ? reason : null }),
      ),
  )
  .describe("Identity checks, the latest first");

/** What a storefront's own page can show of an order's checks. */
export type ShopperChecks = z.infer<typeof ShopperChecks>;
/** What the shopper sees of a parcel: nothing of accounts and internal ids. */
const ShopperParcel = ParcelView.omit({ source: true, account: true, reference: true }).meta({
  id: "ShopperParcel",
});

/**
 * What a storefront sends to the shopper's browser: an orchestration without metadata, timeline and notes,
 * because those contain internal texts of providers and operators.
 */
export const ShopperOrchestration = Orchestration.pick({
  orderId: true,
  currentStage: true,
  status: true,
  waitingOn: true,
  asksFor: true,
  startedAt: true,
  completedAt: true,
  failedAt: true,
  nextActionAt: true,
  lastTransitionAt: true,
  version: true,
  money: true,
  promisedBy: true,
  loyaltyHold: true,
  pendingSteps: true,
})
  .extend({
    stages: z.array(StageView.omit({ note: true })),
    payments: z.array(ShopperPayment).describe("The latest first"),
    parcels: z.array(ShopperParcel).describe("The latest first"),
  })
  .meta({ id: "ShopperOrchestration" });

/** What a storefront sends to the shopper's browser. */
export type ShopperOrchestration = z.infer<typeof ShopperOrchestration>;
