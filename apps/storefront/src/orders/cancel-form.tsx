import type { ShopperOrchestration } from "@followthrough/core/contract";
import { Button } from "@/components/button";
import { cancelForShopper } from "./cancel-order";

/** The way out of an order that is still open; points that it held go back at once. */
export function CancelForm({ orchestration }: { readonly orchestration: ShopperOrchestration }) {
  const { orderId, currentStage, status, loyaltyHold } = orchestration;
  if (status === "cancelled" || currentStage === "completed") return null;
  return (
    <details className="mt-2 text-14 text-quiet">
      <summary className="cursor-pointer py-2 underline-offset-4 hover:text-ink hover:underline">
        Cancel this order
      </summary>
      <form action={cancelForShopper} className="mt-1 border-l border-divider pl-4">
        <input type="hidden" name="orderId" value={orderId} />
        <p className="mb-3">
          It goes no further, and nothing is charged.
          {loyaltyHold?.state === "active" && " Your points are back in your account at once."}
        </p>
        <Button look="secondary">Cancel the order</Button>
      </form>
    </details>
  );
}
