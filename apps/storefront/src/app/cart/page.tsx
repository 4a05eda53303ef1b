import type { Metadata } from "next";
import Link from "next/link";
import { type Cart, countPieces, priceCart } from "@/cart/cart";
import { readCart } from "@/cart/cart-cookie";
import { CartLine } from "@/cart/cart-line";
import { FocusAfterRemoval } from "@/cart/focus-after-removal";
import { Piece } from "@/catalog/drawings/piece";
import { formatPrice } from "@/catalog/format-price";
import { buttonClass } from "@/components/button";
import { PlainPage } from "@/components/plain-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Cart" };

/** The cart; works without scripts, since each of its buttons is a form of its own. */
export default async function CartPage() {
  const cart = await readCart();
  return (
    <>
      <FocusAfterRemoval lines={cart.length} />
      {cart.length === 0 ? <EmptyCart /> : <FilledCart cart={cart} />}
    </>
  );
}

function FilledCart({ cart }: { readonly cart: Cart }) {
  const { lines, subtotalCents } = priceCart(cart);
  const pieces = countPieces(cart);
  return (
    <>
      <h1 className="pt-10 font-serif text-34 font-medium tracking-[-0.015em]">Your cart</h1>
      <div className="mt-6 grid gap-10 lg:grid-cols-[1fr_20rem] lg:gap-16">
        <ul className="border-t border-divider">
          {lines.map((line) => (
            <CartLine key={line.product.slug} line={line} />
          ))}
        </ul>
        <section
          aria-label="Total"
          className="self-start rounded-card border border-divider bg-surface p-6 lg:sticky lg:top-6"
        >
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p role="status" className="text-quiet">
              {pieces === 1 ? "1 piece" : `${pieces} pieces`}
              <span className="sr-only">, {formatPrice(subtotalCents)} in all</span>
            </p>
            <p className="text-20 tabular-nums">{formatPrice(subtotalCents)}</p>
          </div>
          <p className="mt-1 text-14 text-quiet">Delivery and VAT are in the price.</p>
          <Link href="/checkout" className={buttonClass("primary", "mt-6 w-full")}>
            Go to checkout
          </Link>
          <Link href="/#catalog" className={buttonClass("secondary", "mt-3 w-full")}>
            Keep looking
          </Link>
        </section>
      </div>
    </>
  );
}

function EmptyCart() {
  return (
    <PlainPage
      title="Your cart is empty"
      actions={
        <Link href="/#catalog" className={buttonClass("primary")}>
          See the furniture
        </Link>
      }
      drawing={
        <svg viewBox="-80 -70 160 90" aria-hidden="true" className="drawing w-full">
          <path className="stroke-line" d="M-80 0 H80" />
          <Piece slug="three-legged-stool" />
        </svg>
      }
    >
      <p>Nothing in it yet. Pieces you add stay here for a month, on this device.</p>
    </PlainPage>
  );
}
