import type { Orchestration, ParcelView } from "@followthrough/core/contract";
import { isDelivered, type ParcelState } from "@followthrough/core/domain";
import { Chip, type Tone } from "../../parts/chip.tsx";
import { OutwardLink } from "../../parts/outward-link.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { Plain } from "../../parts/plain.tsx";
import { Ago, Exact } from "../../parts/time.tsx";
import { PARCEL_WORDS } from "../../words/parcel-sentences.ts";

const TONES: Readonly<Record<ParcelState, Tone>> = {
  pending: "waiting",
  shipped: "waiting",
  delivered: "done",
  failed: "failed",
  cancelled: "cancelled",
};

/** The order's delivery: the promised day and every parcel. Draws nothing if neither is known. */
export function Parcels({ orchestration }: { readonly orchestration: Orchestration }) {
  const { parcels, promisedBy } = orchestration;
  if (parcels.length === 0 && promisedBy === null) return null;
  return (
    <Section
      title="Delivery"
      {...(isLate(orchestration) && {
        aside: (
          <Chip tone="failed" icon="warn">
            Late
          </Chip>
        ),
      })}
    >
      {promisedBy !== null && (
        <p className="px-4 pb-3 text-13">
          Promised by <Exact at={promisedBy} /> (<Ago at={promisedBy} />)
        </p>
      )}
      {parcels.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">No parcel is known.</p>
      ) : (
        <ul className="divide-y divide-divider border-t border-divider">
          {parcels.map((parcel) => (
            <ParcelItem
              key={`${parcel.source}/${parcel.account}/${parcel.reference}`}
              parcel={parcel}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function isLate({ promisedBy, currentStage, status, parcels }: Orchestration): boolean {
  const isOpen = currentStage === "fulfillment" && status !== "cancelled";
  const isAwaited = isOpen && !isDelivered(parcels.map(({ state }) => state));
  return isAwaited && promisedBy !== null && Date.parse(promisedBy) <= Date.now();
}

function ParcelItem({ parcel }: { readonly parcel: ParcelView }) {
  const { source, reference, state, carrier, trackingNumber, trackingUrl } = parcel;
  const { since, shippedAt } = parcel;
  return (
    <li className="grid gap-1 px-4 py-2.5 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Chip tone={TONES[state]}>{PARCEL_WORDS[state]}</Chip>
        {carrier !== null && <Plain text={carrier} />}
        {trackingNumber !== null && <Plain text={trackingNumber} className="font-mono break-all" />}
      </div>
      <p className="flex flex-wrap gap-x-3 gap-y-0.5 text-12 text-quiet">
        <span>
          since <Exact at={since} />
        </span>
        {shippedAt !== null && shippedAt !== since && (
          <span>
            on its way from <Exact at={shippedAt} />
          </span>
        )}
        <Plain text={`${source} ${reference}`} className="font-mono break-all" />
        <OutwardLink url={trackingUrl}>At the carrier</OutwardLink>
      </p>
    </li>
  );
}
