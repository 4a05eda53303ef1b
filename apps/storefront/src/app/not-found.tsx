import type { Metadata } from "next";
import Link from "next/link";
import { FallenChair } from "@/catalogue/drawings/fallen-chair";
import { buttonClass } from "@/components/button";
import { PlainPage } from "@/components/plain-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Page not found" };

/** What is shown for an address the shop doesn't have. */
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
