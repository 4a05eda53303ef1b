import type { Provider, ProviderReference } from "@followthrough/core/domain";
import type { Context } from "../platform/context.ts";
import { type Db, type Tx, transaction } from "../platform/postgres/database.ts";
import { lockNames } from "./sql/name-locks.ts";
import { type KnownReference, linkReferences, readReferences } from "./sql/provider-references.ts";

/** Links these objects of a provider to this order, under a lock on the objects. */
export async function linkOrder(
  { pool }: Pick<Context, "pool">,
  provider: Provider,
  references: readonly ProviderReference[],
  orderId: string,
): Promise<void> {
  const linking = { provider, references, named: { orderId, at: null } };
  await transaction(pool, (tx) => linkUnderLock(tx, tx, linking));
}

/** Objects of a provider, and the order that a message or the shop names for them. */
export interface Linking {
  readonly provider: Provider;
  readonly references: readonly ProviderReference[];
  readonly named: {
    readonly orderId: string;
    /** When the message was sent (epoch milliseconds); `null` if the shop names the order. */
    readonly at: number | null;
  } | null;
  /**
   * Called before objects move from orders that were named before. It may be called again for the same objects, after a
   * crash before the move.
   */
  readonly beforeLeaving?: (left: readonly LeftReference[]) => Promise<void>;
}

/** An object that another order is named for now, with the order that was named before. */
export type LeftReference = Pick<KnownReference, "orderId" | "reference">;

/**
 * Finds the order of these objects and links them to it. The objects stay locked until the transaction ends, so that
 * of two messages about one purchase the second one sees the first one's link.
 *
 * @param db writes the link: the pool commits it at once, the transaction commits it at its end
 * Of two orders that messages name for the same object, the one that is named by the later message counts.
 *
 * @returns the order's id; as long as nothing has named the order, an id made from the first object
 */
export async function linkUnderLock(
  tx: Tx,
  db: Db,
  { provider, references, named, beforeLeaving }: Linking,
): Promise<string> {
  const ids = references.map(({ id }) => id);
  await lockNames(
    tx,
    ids.map((id) => `${provider}:${id}`),
  );
  const known = await readReferences(db, provider, ids);
  const made = ids.map((id) => provisionalId(provider, id));
  const isMade = (orderId: string) => orderId.startsWith(provisionalId(provider, ""));
  const inOrder = ids.flatMap((id) => known.filter(({ reference }) => reference === id));
  const owned = inOrder.filter(({ orderId }) => !isMade(orderId));
  const later = named && owned.find(({ namedAt }) => namedAt !== null && namedAt > (named.at ?? 0));
  const orderId = later?.orderId ?? named?.orderId ?? (owned[0] ?? inOrder[0])?.orderId ?? made[0];
  if (orderId === undefined) throw new Error("A message names its order, or an object of it");
  const provisional = inOrder.map((each) => each.orderId).filter(isMade);
  const others = [...provisional, ...made].filter((id) => id !== orderId);
  const isNamed = named !== null && named.at !== null && later == null;
  const left = isNamed ? owned.filter((each) => each.orderId !== orderId) : [];
  if (left.length > 0) await beforeLeaving?.(left);
  if (references.length > 0) {
    const namedAt = later == null ? (named?.at ?? null) : null;
    await linkReferences(db, provider, references, orderId, [...new Set(others)], namedAt);
  }
  return orderId;
}

/** The id under which facts are parked until something names their order. */
export function provisionalId(provider: Provider, reference: string): string {
  return `${provider}:ref:${reference}`;
}
