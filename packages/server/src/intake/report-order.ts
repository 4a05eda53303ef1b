import {
  type Order,
  type PutOrder,
  readOrderDetails,
  readTerms,
} from "@followthrough/core/contract";
import { leftOutStage } from "@followthrough/core/domain";
import { type Result, refuseWith, succeed } from "../platform/result.ts";
import { answerRollBack } from "../platform/roll-back.ts";
import { applyParkedFacts } from "./apply-parked-facts.ts";
import { viewOrder } from "./get-order.ts";
import type { IntakeContext } from "./intake-context.ts";
import { linkOrder } from "./link-order.ts";
import { readKnownOrder, storeReportedOrder } from "./store-reported-order.ts";

/** How an order was reported. */
export interface ReportOptions {
  /** When this was true in the shop's own system (epoch milliseconds); `null` for now. */
  readonly reportedAt: number | null;
  /** Whether an order is placed if its points can't be held. */
  readonly withoutPoints: "refuse" | "place";
}

const BY_REQUEST: ReportOptions = { reportedAt: null, withoutPoints: "refuse" };

/** An order as it is after the report. */
interface Reported {
  readonly order: Order;
  readonly created: boolean;
  /** Whether it was placed although its points can't be held. */
  readonly isHoldRefused: boolean;
}

/** Stores an order as the shop reports it, begins its orchestration, and applies the facts that were parked for it. */
export async function reportOrder(
  context: IntakeContext,
  orderId: string,
  body: PutOrder,
  { reportedAt, withoutPoints }: ReportOptions = BY_REQUEST,
): Promise<Result<Reported>> {
  const redeemPoints = body.redeemPoints ?? null;
  // An order that redeems no points needs no hold.
  const byPoints = redeemPoints === null ? {} : { loyaltyHold: redeemPoints > 0 };
  const named = { ...body.requires, ...byPoints };
  const known = await readKnownOrder(context, orderId);
  // Once an order goes on without its points, the shop may report it like that.
  const isWithoutPoints = known?.pointsWaived === true && redeemPoints === 0;
  const leftOut = known === null ? null : leftOutStage(known.requires, named);
  if (leftOut !== null && !isWithoutPoints) {
    return refuseWith("order_requirements_fixed", { stage: leftOut });
  }
  if (
    known !== null &&
    redeemPoints !== null &&
    !isWithoutPoints &&
    redeemPoints !== known.redeemPoints
  ) {
    return refuseWith("order_requirements_fixed", { stage: null });
  }
  const isOthers = known !== null && known.memberId !== body.memberId;
  if (isOthers && (known.redeemPoints ?? 0) > 0 && !known.pointsWaived) {
    return refuseWith("order_of_another_member", { because: "redeems_points" });
  }
  const reported = {
    orderId,
    orderNumber: body.orderNumber,
    memberId: body.memberId,
    ...readOrderDetails(body),
    total: body.total,
    requires: named,
    redeemPoints,
    pointsValue: body.pointsValue?.amount ?? null,
    terms: readTerms(body.terms),
    isTest: body.test ?? false,
    promisedBy: body.promisedBy === undefined ? null : Date.parse(body.promisedBy),
    placedAt: body.placedAt === undefined ? reportedAt : Date.parse(body.placedAt),
    reportedAt,
  };
  try {
    const how = { ifClosed: "refuse", withoutPoints } as const;
    const stored = await storeReportedOrder(context, orderId, () => reported, how);
    const { order, created, isHoldRefused } = stored;
    await linkObjects(context, orderId, body.providerReferences ?? []);
    return succeed({ order: viewOrder(order), created, isHoldRefused });
  } catch (error) {
    return answerRollBack(error);
  }
}

/** Links the provider's objects once the order is stored, and applies what was parked under them. */
async function linkObjects(
  context: IntakeContext,
  orderId: string,
  objects: NonNullable<PutOrder["providerReferences"]>,
): Promise<void> {
  if (objects.length === 0) return;
  for (const { provider, reference: id } of objects) {
    const asks = context.askedStage(provider, id);
    await linkOrder(context, provider, [{ id, asks }], orderId);
  }
  await applyParkedFacts(context, orderId);
}
