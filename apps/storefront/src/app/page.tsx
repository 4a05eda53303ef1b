import Link from "next/link";
import { Room } from "@/catalog/drawings/room";
import { ProductCard } from "@/catalog/product-card";
import { PRODUCTS } from "@/catalog/products";
import { buttonClass } from "@/components/button";

/** The catalog. */
export default function CatalogPage() {
  return (
    <>
      <section className="grid gap-x-10 gap-y-6 pt-12 sm:pt-16 lg:grid-cols-[1fr_auto] lg:items-end">
        <div>
          <h1 className="max-w-[22ch] font-serif text-34 font-medium leading-[1.15] tracking-[-0.015em]">
            Furniture for rooms that are lived in
          </h1>
          <p className="mt-4 max-w-[46ch] text-quiet">
            Eight pieces, made to order in our own workshop from timber we know the place of.
            Repaired for as long as you keep them.
          </p>
        </div>
        <Link href="#catalog" className={buttonClass("secondary", "justify-self-start")}>
          See the eight pieces
        </Link>
        <Room className="w-full lg:col-span-2" />
      </section>
      <section id="catalog" aria-labelledby="catalog-title" className="pt-16">
        <h2 id="catalog-title" className="font-serif text-26 font-medium tracking-[-0.01em]">
          The eight pieces
        </h2>
        <ul className="mt-6 grid grid-cols-2 gap-x-4 gap-y-8 sm:gap-x-6 lg:grid-cols-4 lg:gap-y-12">
          {PRODUCTS.map((product) => (
            <ProductCard key={product.slug} product={product} />
          ))}
        </ul>
      </section>
    </>
  );
}
