import type { Metadata } from "next";
import Link from "next/link";
import { FallenChair } from "@/catalog/drawings/fallen-chair";
import { buttonClass } from "@/components/button";
import { PlainPage } from "@/components/plain-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Page not found" };

/** The page for a URL that the shop doesn't have. */
export default function NotFound() {
  return (
    <PlainPage
      title="There is no page here"
      actions={
        <Link href="/" className={buttonClass("primary")}>
          Back to the shop
        </Link>
      }
      drawing={<FallenChair />}
    >
      <p>The address may have a typing error, or the piece is no longer made.</p>
    </PlainPage>
  );
}
