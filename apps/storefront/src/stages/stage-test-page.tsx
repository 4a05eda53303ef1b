import { randomBytes } from "node:crypto";
import type { Stage } from "@followthrough/core/domain";
import Link from "next/link";
import { formatPrice } from "@/catalogue/format-price";
import { ClosedOrder } from "@/orders/closed-order";
import { receiptTotals } from "@/orders/order-key";
import { readShopperOrder } from "@/server/shopper-order";
import { ChoiceForm } from "./choice-form";
import { orderHref } from "./stage-href";
import { STAGE_PAGES } from "./stage-pages";

/** A page that stands in for whoever carries one stage out. Opens for the order's shopper only. */
export async function StageTestPage({
  stage,
  params,
}: {
  readonly stage: Stage;
  readonly params: Promise<{ orderId: string }>;
}) {
  const { orderId } = await params;
  const read = await readShopperOrder(orderId);
  if (!read.open) return <ClosedOrder why={read.why} />;
  const page = STAGE_PAGES[stage];
  const { receipt } = read.key;
  const isDone =
    read.orchestration?.stages.some(
      (each) => each.stage === stage && each.status === "completed",
    ) ?? false;
  return (
    <section className="mx-auto max-w-[28rem] py-10 sm:py-16">
      <p className="rounded-control border border-waiting bg-waiting-wash px-3 py-2 text-14 text-waiting">
        {page.standsInFor}
      </p>
      <h1 className="mt-8 font-serif text-26 font-medium tracking-[-0.01em]">{page.title}</h1>
      <p className="mt-2 text-quiet">{page.lead}</p>
      {receipt !== null && (
        <p className="mt-6 flex justify-between gap-4 border-y border-divider py-3">
          <span>Order {receipt.number}</span>
          <span className="tabular-nums">{formatPrice(receiptTotals(receipt).totalCents)}</span>
        </p>
      )}
      {isDone && (
        <p className="mt-6">
          This step of your order is done already; what is reported now changes nothing.
        </p>
      )}
      <div className="mt-6">
        <ChoiceForm
          orderId={orderId}
          stage={stage}
          visit={randomBytes(16).toString("hex")}
          choices={page.choices.map(({ id, label, meaning }) => ({ id, label, meaning }))}
        />
      </div>
      <p className="mt-8 text-14">
        <Link
          href={orderHref(orderId)}
          className="text-quiet underline underline-offset-4 hover:text-ink"
        >
          Back to the order without choosing
        </Link>
      </p>
    </section>
  );
}
