import Link from "next/link";
import { ProductDrawing } from "./drawings/product-drawing";
import { formatPrice } from "./format-price";
import type { Product } from "./products";

/** One piece in the catalog; the whole card is its link, named by the piece alone. */
export function ProductCard({ product }: { readonly product: Product }) {
  return (
    <li className="group relative">
      <div className="rounded-card border border-divider bg-surface transition-colors duration-(--ft-motion) group-hover:border-line">
        <ProductDrawing product={product} className="aspect-[4/3] w-full" />
      </div>
      <h3 className="mt-3 text-16 font-medium leading-snug">
        <Link
          href={`/products/${product.slug}`}
          className="after:absolute after:inset-0 after:content-[''] group-hover:text-accent"
        >
          {product.name}
        </Link>
      </h3>
      <p className="text-14 text-quiet">{product.kind}</p>
      <p className="mt-1 text-14 tabular-nums">{formatPrice(product.priceCents)}</p>
    </li>
  );
}
