import Link from "next/link";
import { ProductDrawing } from "@/catalog/drawings/product-drawing";
import { formatPrice } from "@/catalog/format-price";
import { MAX_QUANTITY, type PricedLine } from "./cart";
import { changeQuantity } from "./form-actions";

/** One piece of the cart with its quantity. */
export function CartLine({ line }: { readonly line: PricedLine }) {
  const { product, quantity, lineCents } = line;
  return (
    <li className="grid grid-cols-[minmax(0,5.5rem)_minmax(min-content,1fr)] gap-4 border-b border-divider py-4 sm:grid-cols-[8rem_1fr] sm:gap-6">
      <div className="self-start rounded-card border border-divider bg-surface">
        <ProductDrawing product={product} className="drawing-small aspect-[4/3] w-full" />
      </div>
      <div className="flex flex-col justify-between gap-3">
        <div>
          <div className="flex flex-wrap justify-between gap-x-4">
            <h2 className="font-medium leading-snug">
              <Link href={`/products/${product.slug}`} className="hover:text-accent">
                {product.name}
              </Link>
            </h2>
            <p className="tabular-nums leading-snug">{formatPrice(lineCents)}</p>
          </div>
          <p className="text-14 text-quiet">{product.leadTime}</p>
        </div>
        <form action={changeQuantity} className="flex flex-wrap items-center gap-1">
          <input type="hidden" name="slug" value={product.slug} />
          <Step label={`One fewer: ${product.name}`} to={quantity - 1} sign="−" />
          <span className="min-w-8 text-center tabular-nums">
            <span className="sr-only">Quantity </span>
            {quantity}
          </span>
          <Step label={`One more: ${product.name}`} to={quantity + 1} sign="+" />
          <button
            type="submit"
            name="quantity"
            value="0"
            aria-label={`Remove ${product.name}`}
            className="ml-2 min-h-10 rounded-control px-2 text-14 text-quiet underline underline-offset-4 hover:text-ink"
          >
            Remove
          </button>
        </form>
      </div>
    </li>
  );
}

/** At the end of the range the button stays in place, so that a keyboard doesn't lose its focus there. */
function Step({
  label,
  to,
  sign,
}: {
  readonly label: string;
  readonly to: number;
  readonly sign: string;
}) {
  const quantity = Math.min(Math.max(to, 1), MAX_QUANTITY);
  return (
    <button
      type="submit"
      name="quantity"
      value={quantity}
      aria-disabled={quantity !== to}
      aria-label={label}
      className="size-10 rounded-control border border-line bg-surface text-16 hover:border-ink aria-disabled:cursor-default aria-disabled:border-divider aria-disabled:text-quiet"
    >
      {sign}
    </button>
  );
}
