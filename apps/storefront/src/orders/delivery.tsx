import type { ShopperOrchestration } from "@followthrough/core/contract";
import type { ParcelState } from "@followthrough/core/domain";

const STATES: Readonly<Record<ParcelState, string>> = {
  pending: "Being prepared",
  shipped: "On its way",
  delivered: "Delivered",
  failed: "Did not arrive",
  cancelled: "Called off",
};

/** Where the order's parcels are. Draws nothing if none are known; the banner says by when they were promised. */
export function Delivery({ orchestration }: { readonly orchestration: ShopperOrchestration }) {
  const { parcels } = orchestration;
  if (parcels.length === 0) return null;
  return (
    <section aria-labelledby="delivery-title" className="mt-8">
      <h2 id="delivery-title" className="font-medium">
        Delivery
      </h2>
      <ul className="mt-3 divide-y divide-divider border-y border-divider">
        {parcels.map((parcel, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a shopper's parcel has no id, and the list never moves
          <Parcel key={at} parcel={parcel} />
        ))}
      </ul>
    </section>
  );
}

function Parcel({ parcel }: { readonly parcel: ShopperOrchestration["parcels"][number] }) {
  const { state, carrier, trackingNumber, trackingUrl, since } = parcel;
  const isUnderWay = state === "pending" || state === "shipped";
  const isTracked = trackingUrl !== null && (state === "shipped" || state === "delivered");
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5">
      <span className="font-medium">{STATES[state]}</span>
      <span className="text-14 text-quiet">
        {isUnderWay && "since "}
        {formatDay(since)}
      </span>
      <span className="text-14 text-quiet wrap-anywhere">
        {[carrier, trackingNumber].filter((part) => part !== null).join(" ")}
      </span>
      {isTracked && (
        <a
          href={trackingUrl}
          rel="noreferrer"
          className="ml-auto text-14 underline underline-offset-4"
        >
          Follow the parcel
        </a>
      )}
    </li>
  );
}

function formatDay(instant: string): string {
  return new Intl.DateTimeFormat("en-IE", { dateStyle: "full", timeZone: "Europe/Dublin" }).format(
    new Date(instant),
  );
}
