import { EN_BANNER } from "@followthrough/core/words";
import Link from "next/link";
import { ProductDrawing } from "@/catalog/drawings/product-drawing";
import { findProduct } from "@/catalog/products";
import { buttonClass } from "@/components/button";
import { PlainPage } from "@/components/plain-page";
import type { Closed } from "@/server/shopper-order";

/** Why an order can't be shown, and what to do about it. Unknown and somebody else's look alike. */
export function ClosedOrder({ why }: { readonly why: Closed }) {
  const { title, text } = WORDS[why];
  return (
    <PlainPage
      title={title}
      actions={
        <Link href="/" className={buttonClass("secondary")}>
          Back to the shop
        </Link>
      }
      drawing={<ProductDrawing product={findProduct("larder-bookcase")} className="w-full" />}
    >
      <p>{text}</p>
    </PlainPage>
  );
}

const ELSEWHERE = {
  title: EN_BANNER.absent.headline,
  text: "Orders open in the browser they were placed in, and from the link in our mails about them. If you have such a mail, please use the link in the latest one.",
};

const WORDS: Readonly<Record<Closed, { readonly title: string; readonly text: string }>> = {
  no_key: ELSEWHERE,
  not_yours: ELSEWHERE,
  unavailable: {
    title: EN_BANNER.unreachable.headline,
    text: "Your order is not affected. Please reload this page in a moment.",
  },
};
