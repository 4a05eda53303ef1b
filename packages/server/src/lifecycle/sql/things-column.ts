import { NO_THINGS, type OrderThings } from "@followthrough/core/domain";

/** What the column `things` of `orchestrations` holds. Whatever is empty is left out, which is all for most orders. */
export type StoredThings = Partial<OrderThings>;

/** What is known of an order's things, as it is stored. */
export function thingsToStore({ checks, parcels, promisedBy }: OrderThings): StoredThings {
  return {
    ...(Object.keys(checks).length === 0 ? {} : { checks }),
    ...(Object.keys(parcels).length === 0 ? {} : { parcels }),
    ...(promisedBy === null ? {} : { promisedBy }),
  };
}

/** The same after reading. */
export function readThings(stored: StoredThings): OrderThings {
  return { ...NO_THINGS, ...stored };
}
