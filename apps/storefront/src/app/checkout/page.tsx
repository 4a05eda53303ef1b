import { randomBytes } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { priceCart } from "@/cart/cart";
import { readCart } from "@/cart/cart-cookie";
import { formatPrice } from "@/catalog/format-price";
import { CheckoutForm } from "@/checkout/checkout-form";
import { pointsValueCents } from "@/checkout/points-terms";
import { readShopperPoints } from "@/checkout/shopper-points";
import { OrderLines, SumLine } from "@/orders/order-lines";

/** Names the tab. */
export const metadata: Metadata = { title: "Checkout" };

/** The checkout: one column of fields, the summary beside it. An empty cart has nothing to check out. */
export default async function CheckoutPage() {
  const { lines, subtotalCents } = priceCart(await readCart());
  if (lines.length === 0) redirect("/cart");
  const availablePoints = await readShopperPoints();
  return (
    <>
      <h1 className="pt-10 font-serif text-34 font-medium tracking-[-0.015em]">Checkout</h1>
      <div className="group mt-6 grid items-start gap-10 lg:grid-cols-[minmax(0,30rem)_1fr] lg:gap-16">
        <section aria-labelledby="summary-title" className="lg:order-2 lg:pt-1">
          <div className="flex items-baseline justify-between gap-4">
            <h2 id="summary-title" className="font-medium">
              Your order
            </h2>
            <Link
              href="/cart"
              className="text-14 text-quiet underline underline-offset-4 hover:text-ink"
            >
              Change
            </Link>
          </div>
          <OrderLines
            lines={lines.map(({ product, quantity }) => ({
              slug: product.slug,
              quantity,
              unitCents: product.priceCents,
            }))}
          />
          <Sum
            subtotalCents={subtotalCents}
            pointsCents={pointsValueCents(availablePoints, subtotalCents)}
          />
        </section>
        <CheckoutForm
          // A new attempt each time the page is made, so that each order gets an id of its own.
          attempt={randomBytes(16).toString("hex")}
          availablePoints={availablePoints}
          subtotalCents={subtotalCents}
        />
      </div>
    </>
  );
}

/** Both sums are on the page; the checkbox of the form decides which one shows, with or without scripts. */
function Sum({
  subtotalCents,
  pointsCents,
}: {
  readonly subtotalCents: number;
  readonly pointsCents: number;
}) {
  return (
    <div className="border-t border-divider pt-3">
      <dl className="space-y-2 group-has-[#use-points:checked]:hidden">
        <SumLine label="Delivery">Free</SumLine>
        <SumLine label="Total" strong>
          {formatPrice(subtotalCents)}
        </SumLine>
      </dl>
      <dl className="hidden space-y-2 group-has-[#use-points:checked]:block">
        <SumLine label="Pieces">{formatPrice(subtotalCents)}</SumLine>
        <SumLine label="Points">{`−${formatPrice(pointsCents)}`}</SumLine>
        <SumLine label="Delivery">Free</SumLine>
        <SumLine label="Total" strong>
          {formatPrice(subtotalCents - pointsCents)}
        </SumLine>
      </dl>
    </div>
  );
}
