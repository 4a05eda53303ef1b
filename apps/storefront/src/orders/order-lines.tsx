import { ProductDrawing } from "@/catalog/drawings/product-drawing";
import { formatPrice } from "@/catalog/format-price";
import { findProduct, type ProductSlug } from "@/catalog/products";

/** The pieces of an order or of a cart, with what they cost. */
export function OrderLines({
  lines,
}: {
  readonly lines: readonly {
    readonly slug: ProductSlug;
    readonly quantity: number;
    readonly unitCents: number;
  }[];
}) {
  return (
    <ul className="divide-y divide-divider">
      {lines.map(({ slug, quantity, unitCents }) => {
        const product = findProduct(slug);
        return (
          <li key={slug} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
            <div className="w-20 shrink-0 rounded-control border border-divider bg-surface">
              <ProductDrawing product={product} className="drawing-small aspect-[4/3] w-full" />
            </div>
            <p className="grow basis-20 leading-snug">
              {product.name}
              {quantity > 1 && <span className="text-quiet"> × {quantity}</span>}
            </p>
            <p className="tabular-nums">{formatPrice(unitCents * quantity)}</p>
          </li>
        );
      })}
    </ul>
  );
}

/** One line of a sum; the last one is set in the strong weight. */
export function SumLine({
  label,
  children,
  strong = false,
}: {
  readonly label: string;
  readonly children: string;
  readonly strong?: boolean;
}) {
  return (
    <div
      className={`flex flex-wrap justify-between gap-x-4 ${strong ? "font-semibold" : "text-quiet"}`}
    >
      <dt>{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
