import type { Metadata } from "next";
import Link from "next/link";
import { ProductDrawing } from "@/catalog/drawings/product-drawing";
import { findProduct } from "@/catalog/products";
import { buttonClass } from "@/components/button";
import { PlainPage } from "@/components/plain-page";

/** Names the tab. */
export const metadata: Metadata = { title: "This link no longer opens your order" };

/** What to do when the link of a mail is too old, incomplete or not for this order. */
export default function ExpiredLinkPage() {
  return (
    <PlainPage
      title="This link no longer opens your order"
      actions={
        <Link href="/" className={buttonClass("secondary")}>
          Back to the shop
        </Link>
      }
      drawing={<ProductDrawing product={findProduct("ember-floor-lamp")} className="w-full" />}
    >
      <p>
        Links in our mails work for a while only, and some mail programs cut them off. Your order is
        not affected.
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>Open the link in the latest mail about your order.</li>
        <li>Or open the order in the browser you placed it in.</li>
      </ul>
    </PlainPage>
  );
}
