import type { Order, ShopperOrchestration } from "@followthrough/core/contract";
import { isTerminal } from "@followthrough/core/domain";
import { EN_BANNER } from "@followthrough/core/words";
import { formatMoney } from "@/catalog/format-price";
import { Button } from "@/components/button";
import { RefreshingDetails } from "./refreshing-details";
import { waiveForShopper } from "./waive-for-shopper";

/** Where the form is on the order's page. */
const WAIVE_ID = "without-points";

/**
 * The link to the form; `undefined` where the form is not drawn: the order redeems no points, or the shop has not said
 * what they stand for, or nothing can be changed any more.
 */
export function waiveHref(
  order: Order | null,
  orchestration: ShopperOrchestration | null,
): string | undefined {
  if (order === null || orchestration === null) return undefined;
  const isOver = isTerminal(orchestration) || orchestration.loyaltyHold?.state === "captured";
  return order.pointsValue === null || order.pointsWaived || isOver ? undefined : `#${WAIVE_ID}`;
}

/**
 * The way on for an order that redeems points, opened while it waits for them. It says first what the order costs
 * without.
 */
export function WaiveForm({
  order,
  orchestration,
}: {
  readonly order: Order | null;
  readonly orchestration: ShopperOrchestration;
}) {
  const { orderId, currentStage, loyaltyHold } = orchestration;
  const value = order?.pointsValue ?? null;
  if (value === null || waiveHref(order, orchestration) === undefined) return null;
  return (
    <RefreshingDetails
      className="mt-6 text-14 text-quiet"
      isOpen={currentStage === "loyalty_hold"}
      summary={
        <summary className="cursor-pointer py-2 underline-offset-4 hover:text-ink hover:underline">
          {EN_BANNER.points.waive}
        </summary>
      }
    >
      {/* A link to what is inside opens the details. */}
      <form
        id={WAIVE_ID}
        action={waiveForShopper}
        className="mt-1 scroll-mt-12 border-l border-divider pl-4"
      >
        <input type="hidden" name="orderId" value={orderId} />
        <p className="mb-3">
          Your order goes on, and its total grows by {formatMoney(value.amount, value.currency)}.
          {loyaltyHold?.state === "active" && " Your points are back in your account at once."}
        </p>
        <Button look="secondary">{EN_BANNER.points.waive}</Button>
      </form>
    </RefreshingDetails>
  );
}
