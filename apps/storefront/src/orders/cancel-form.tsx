import type { ShopperOrchestration } from "@followthrough/core/contract";
import { Button } from "@/components/button";
import { cancelForShopper } from "./cancel-order";
import { cancelWords } from "./cancel-words";
import { RefreshingDetails } from "./refreshing-details";

/** The way out of an order that is still open. It says first what becomes of the money and the points. */
export function CancelForm({ orchestration }: { readonly orchestration: ShopperOrchestration }) {
  const { orderId, currentStage, status } = orchestration;
  if (status === "cancelled" || currentStage === "completed") return null;
  return (
    <RefreshingDetails
      className="mt-2 text-14 text-quiet"
      summary={
        <summary className="cursor-pointer py-2 underline-offset-4 hover:text-ink hover:underline">
          Cancel this order
        </summary>
      }
    >
      <form action={cancelForShopper} className="mt-1 border-l border-divider pl-4">
        <input type="hidden" name="orderId" value={orderId} />
        <p className="mb-3">{cancelWords(orchestration, Date.now()).join(" ")}</p>
        <Button look="secondary">Cancel the order</Button>
      </form>
    </RefreshingDetails>
  );
}
