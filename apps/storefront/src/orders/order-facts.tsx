import { formatPrice } from "@/catalog/format-price";
import { type Receipt, receiptTotals } from "./order-key";
import { OrderLines, SumLine } from "./order-lines";

/** What was ordered, from the shopper's own copy. */
export function OrderFacts({ receipt }: { readonly receipt: Receipt }) {
  const { subtotalCents, totalCents } = receiptTotals(receipt);
  return (
    <section aria-labelledby="order-facts-title">
      <h2 id="order-facts-title" className="font-medium">
        What you ordered
      </h2>
      <OrderLines lines={receipt.lines} />
      <dl className="space-y-2 border-t border-divider pt-3">
        {receipt.pointsCents > 0 && (
          <>
            <SumLine label="Pieces">{formatPrice(subtotalCents)}</SumLine>
            <SumLine label="Points">{`−${formatPrice(receipt.pointsCents)}`}</SumLine>
          </>
        )}
        <SumLine label="Total" strong>
          {formatPrice(totalCents)}
        </SumLine>
      </dl>
    </section>
  );
}
