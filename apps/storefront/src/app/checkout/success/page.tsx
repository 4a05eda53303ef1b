import type { Order as OrderView, ShopperOrchestration } from "@followthrough/core/contract";
import { STAGES } from "@followthrough/core/domain";
import type { Metadata } from "next";
import { z } from "zod";
import { CancelForm } from "@/orders/cancel-form";
import { ClosedOrder } from "@/orders/closed-order";
import { Delivery } from "@/orders/delivery";
import { NoteFollowed } from "@/orders/note-followed";
import { OrderBanner } from "@/orders/order-banner";
import { OrderFacts } from "@/orders/order-facts";
import type { OrderKey } from "@/orders/order-key";
import { receiptOfOrder } from "@/orders/receipt-of-order";
import { WaiveForm, waiveHref } from "@/orders/waive-form";
import { isBypassed } from "@/server/bypass";
import { getOrder } from "@/server/followthrough-api";
import { MockChoice, mockOrchestration } from "@/server/mock-orchestration";
import { readKey, readShopperOrder } from "@/server/shopper-order";
import { TryingOut } from "@/stages/trying-out";

/** Names the tab. */
export const metadata: Metadata = { title: "Your order" };

const Search = z.object({
  order: z.string().catch(""),
  /** The step a mail was about. */
  step: z.enum(STAGES).optional().catch(undefined),
  /** The prompt whose link led here. */
  from: z.uuid().optional().catch(undefined),
});

/** Thanks for the order, and where it stands. The mock of bypass mode follows `?stage=&status=`. */
export default async function SuccessPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = await searchParams;
  const { order: orderId, step, from } = Search.parse(query);
  const read = await readShopperOrder(orderId);
  if (!read.open) {
    // The API's silence takes nothing from a shopper who holds the order's key: the banner keeps trying.
    const access = await readKey(orderId);
    if (read.why !== "unavailable" || !access.open) return <ClosedOrder why={read.why} />;
    return <Order orderKey={access.key} order={null} orchestration={null} step={undefined} />;
  }
  const orchestration = isBypassed()
    ? mockOrchestration({ orderId, choice: MockChoice.parse(query) })
    : read.orchestration;
  const order = await readOrder(read.key);
  const orderKey = withReceipt(read.key, order);
  return (
    <>
      {from !== undefined && !isBypassed() && <NoteFollowed orderId={orderId} promptId={from} />}
      <Order orderKey={orderKey} order={order} orchestration={orchestration} step={step} />
    </>
  );
}

/**
 * The order as the API knows it, if this browser's receipt is not enough: opened from a mail it has none, and an order
 * that goes on without its points costs more.
 */
async function readOrder(key: OrderKey): Promise<OrderView | null> {
  if (key.receipt !== null && key.receipt.pointsCents === 0) return null;
  const answer = await getOrder(key);
  return answer.ok ? answer.value : null;
}

function withReceipt(key: OrderKey, order: OrderView | null): OrderKey {
  const receipt = order === null ? null : receiptOfOrder(order);
  if (receipt === null) return key;
  return { ...key, receipt: { ...receipt, email: key.receipt?.email ?? receipt.email } };
}

/** The order was cancelled, or all its money went back: nothing to say thank you for. */
function isOff({ status, money }: ShopperOrchestration): boolean {
  return status === "cancelled" || (money.captured > 0 && money.kept <= 0);
}

function Order({
  orderKey,
  order,
  orchestration,
  step,
}: {
  readonly orderKey: OrderKey;
  readonly order: OrderView | null;
  readonly orchestration: ShopperOrchestration | null;
  readonly step: (typeof STAGES)[number] | undefined;
}) {
  const { orderId, receipt } = orderKey;
  const isStepDone = orchestration?.stages.some(
    ({ stage, status }) => stage === step && status === "completed",
  );
  return (
    <div
      className={
        receipt === null ? "max-w-[44rem]" : "grid gap-x-16 lg:grid-cols-[minmax(0,44rem)_1fr]"
      }
    >
      <header className="pt-10 sm:pt-14 lg:col-span-2">
        <h1 className="font-serif text-34 font-medium leading-tight tracking-[-0.015em]">
          {orchestration !== null && isOff(orchestration)
            ? "Your order"
            : "Thank you for your order"}
        </h1>
        <p className="mt-3 max-w-[60ch] text-quiet">
          {receipt === null ? (
            <>
              Order <span className="font-mono text-14 break-all">{orderId}</span>
            </>
          ) : (
            <>
              Order <span className="font-medium text-ink">{receipt.number}</span>, placed on{" "}
              {formatDay(receipt.placedAt)}.
              {receipt.email !== null && (
                <>
                  {" "}
                  We write to{" "}
                  <span className="wrap-anywhere font-medium text-ink">{receipt.email}</span> if it
                  needs you.
                </>
              )}
            </>
          )}
        </p>
        {isStepDone === true && (
          <p className="mt-3 max-w-[60ch] rounded-control border border-divider bg-surface px-3 py-2 text-14">
            The step our mail was about is done already. Here is where your order stands now.
          </p>
        )}
      </header>
      <div id="order-status" className="mt-8">
        <OrderBanner
          orderId={orderId}
          initial={orchestration}
          isFixed={isBypassed()}
          waiveHref={waiveHref(order, orchestration)}
        />
        {orchestration !== null && <WaiveForm order={order} orchestration={orchestration} />}
        {orchestration !== null && <Delivery orchestration={orchestration} />}
        {orchestration !== null && <TryingOut orchestration={orchestration} />}
        {orchestration !== null && <CancelForm orchestration={orchestration} />}
      </div>
      {receipt !== null && (
        <div className="mt-10 lg:mt-8">
          <OrderFacts receipt={receipt} />
        </div>
      )}
    </div>
  );
}

function formatDay(instant: string): string {
  return new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeZone: "Europe/Dublin" }).format(
    new Date(instant),
  );
}
