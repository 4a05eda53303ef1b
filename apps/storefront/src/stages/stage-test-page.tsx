import { randomBytes } from "node:crypto";
import type { ShopperChecks } from "@followthrough/core/contract";
import type { Stage } from "@followthrough/core/domain";
import { type IdentityReason, isIdentityReason, SHOPPER_WORDS } from "@followthrough/core/words";
import Link from "next/link";
import { formatMoney, formatPrice } from "@/catalog/format-price";
import { ClosedOrder } from "@/orders/closed-order";
import { receiptTotals } from "@/orders/order-key";
import { readShopperOrder } from "@/server/shopper-order";
import { ChoiceForm } from "./choice-form";
import { orderHref } from "./stage-href";
import { STAGE_PAGES } from "./stage-pages";

/** A page that stands in for the provider of one stage. Only the order's shopper can open it. */
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
  const money = read.orchestration?.money;
  const open =
    stage === "payment" && money !== undefined && money.open > 0
      ? formatMoney(money.open, money.currency)
      : null;
  const amount = open ?? (receipt && formatPrice(receiptTotals(receipt).totalCents));
  const isDone =
    read.orchestration?.stages.some(
      (each) => each.stage === stage && each.status === "completed",
    ) ?? false;
  const reason = stage === "verification" && !isDone ? lastReason(read.checks) : null;
  return (
    <section className="mx-auto max-w-[28rem] py-10 sm:py-16">
      <p className="rounded-control border border-waiting bg-waiting-wash px-3 py-2 text-14 text-waiting">
        {page.standsInFor}
      </p>
      <h1 className="mt-8 font-serif text-26 font-medium tracking-[-0.01em]">{page.title}</h1>
      <p className="mt-2 text-quiet">{page.lead}</p>
      {reason !== null && (
        <p className="mt-6 rounded-control border border-divider bg-surface px-3 py-2">
          {SHOPPER_WORDS.en.identity[reason]}
        </p>
      )}
      {receipt !== null && (
        <p className="mt-6 flex justify-between gap-4 border-y border-divider py-3">
          <span>Order {receipt.number}</span>
          <span className="tabular-nums">{amount}</span>
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
          choices={page.choices.map(({ id, label, meaning }) => ({
            id,
            label: id === "pay" && open !== null ? `${label} ${open}` : label,
            meaning,
          }))}
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

/** Why the latest identity check failed, if there are words for it. */
function lastReason([latest]: ShopperChecks): IdentityReason | null {
  const code = latest?.reason ?? null;
  return isIdentityReason(code) ? code : null;
}
