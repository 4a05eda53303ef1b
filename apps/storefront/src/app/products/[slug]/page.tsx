import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { addToCart } from "@/cart/form-actions";
import { ProductDrawing } from "@/catalog/drawings/product-drawing";
import { formatPrice } from "@/catalog/format-price";
import { ProductCard } from "@/catalog/product-card";
import {
  findProduct,
  PRODUCT_SLUGS,
  PRODUCTS,
  type Product,
  ProductSlug,
} from "@/catalog/products";
import { Button } from "@/components/button";

interface Props {
  readonly params: Promise<{ slug: string }>;
}

/** Names the tab after the piece. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const product = await readProduct(params);
  return { title: product.name, description: product.description };
}

/** One piece, with the one button that matters. */
export default async function ProductPage({ params }: Props) {
  const product = await readProduct(params);
  return (
    <>
      <nav aria-label="Breadcrumb" className="pt-6 text-14 text-quiet">
        <Link href="/#catalog" className="underline-offset-4 hover:text-ink hover:underline">
          Furniture
        </Link>
        <span aria-hidden="true"> / </span>
        <span aria-current="page">{product.name}</span>
      </nav>
      <article className="grid gap-8 pt-4 lg:grid-cols-[3fr_2fr] lg:gap-16">
        <div className="self-start rounded-card border border-divider bg-surface">
          <ProductDrawing product={product} className="aspect-[4/3] w-full" />
        </div>
        <div>
          <h1 className="font-serif text-34 font-medium leading-tight tracking-[-0.015em]">
            {product.name}
          </h1>
          <p className="mt-1 text-quiet">{product.kind}</p>
          <p className="mt-4 text-20 tabular-nums">{formatPrice(product.priceCents)}</p>
          <p className="mt-4 max-w-[52ch]">{product.description}</p>
          <form action={addToCart} className="mt-6">
            <input type="hidden" name="slug" value={product.slug} />
            <Button className="w-full sm:w-auto sm:min-w-56">Add to cart</Button>
          </form>
          <p className="mt-3 text-14 text-quiet">{product.leadTime}. Delivery is in the price.</p>
          <Facts product={product} />
        </div>
      </article>
      <section aria-labelledby="more-title" className="pt-16">
        <h2 id="more-title" className="font-serif text-20 font-medium">
          More from the workshop
        </h2>
        <ul className="mt-4 grid grid-cols-2 gap-x-4 gap-y-8 sm:gap-x-6 lg:grid-cols-4">
          {neighborsOf(product).map((neighbor) => (
            <ProductCard key={neighbor.slug} product={neighbor} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Facts({ product }: { readonly product: Product }) {
  const { width, depth, height } = product.size;
  const facts = [
    ["Size", `${width} × ${depth} × ${height} cm (width, depth, height)`],
    ["Material", product.material],
    ["Finish", product.finish],
    ["Repairs", "Free for ten years, at cost for as long as we are here"],
  ];
  return (
    <dl className="mt-8 border-t border-divider text-14">
      {facts.map(([term, fact]) => (
        <div key={term} className="grid grid-cols-[6rem_1fr] gap-4 border-b border-divider py-3">
          <dt className="text-quiet">{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The four pieces that follow in the catalog, which begins again at its end. */
function neighborsOf(product: Product): readonly Product[] {
  const next = PRODUCT_SLUGS.indexOf(product.slug) + 1;
  return [...PRODUCTS, ...PRODUCTS].slice(next, next + 4);
}

async function readProduct(params: Props["params"]): Promise<Product> {
  const slug = ProductSlug.safeParse((await params).slug);
  return slug.success ? findProduct(slug.data) : notFound();
}
