import type { Provider, ProviderReference } from "@followthrough/core/domain";
import { type Db, type Tx, transaction } from "../db/database.ts";
import { linkReferences, readReferences } from "../db/provider-references.ts";
import { takeTurn } from "../db/turn.ts";
import type { Context } from "./context.ts";

/** Keeps that these objects of a provider belong to this order, in their turn. */
export async function linkOrder(
  { pool }: Pick<Context, "pool">,
  provider: Provider,
  references: readonly ProviderReference[],
  orderId: string,
): Promise<void> {
  await transaction(pool, (tx) => linkInTurn(tx, tx, provider, references, orderId));
}

/**
 * Finds the order of these objects, and keeps that they belong together. The transaction has the turn of the
 * objects from then on, so that of two messages about one purchase the second sees what the first has found.
 *
 * @param db where what is found is kept: at once for who goes on in this turn, or with the transaction
 * @param named the order that the message names, if it does
 * @returns the order's id; one made of the first object while nobody has named the order
 */
export async function linkInTurn(
  tx: Tx,
  db: Db,
  provider: Provider,
  references: readonly ProviderReference[],
  named: string | null,
): Promise<string> {
  const ids = references.map(({ id }) => id);
  await takeTurn(
    tx,
    ids.map((id) => `${provider}:${id}`),
  );
  const known = await readReferences(db, provider, ids);
  const found = ids.flatMap((id) => known.get(id) ?? []);
  const made = ids.map((id) => provisionalId(provider, id));
  const isMade = (orderId: string) => orderId.startsWith(provisionalId(provider, ""));
  const orderId = named ?? found.find((id) => !isMade(id)) ?? found[0] ?? made[0];
  if (orderId === undefined) throw new Error("A message names its order, or an object of it");
  const others = [...found.filter(isMade), ...made].filter((id) => id !== orderId);
  if (references.length > 0) {
    await linkReferences(db, provider, references, orderId, [...new Set(others)]);
  }
  return orderId;
}

/** What facts are parked under while nobody has named their order. */
function provisionalId(provider: Provider, reference: string): string {
  return `${provider}:ref:${reference}`;
}
