/**
 * One key's last writer. A removed key stays as a `null`, so that an older write can't bring it back.
 *
 * @public nothing imports it, but the types of other packages' functions must be able to name it
 */
export interface MetadataValue {
  readonly value: unknown;
  readonly at: number;
  readonly by: string;
}

/** The metadata of an orchestration: a last-writer-wins register per key. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Keys that begin with it belong to the engine. */
export const ENGINE_NAMESPACE = "followthrough.";

/** The engine's own note about an order. */
export const ENGINE_NOTE = `${ENGINE_NAMESPACE}note`;

/** The writer of the engine's own keys. */
export const SWEEP_WRITER = "sweep";

/** Merges a patch by key; `null` removes a key. The writers' times count, not the order of arrival. */
export function patchMetadata(
  metadata: Metadata,
  patch: Readonly<Record<string, unknown>> | null,
  at: number,
  by: string,
): Metadata {
  if (patch === null) return metadata;
  // A map, because a caller may name a key `constructor`, which every object already has.
  const merged = new Map(Object.entries(metadata));
  for (const [key, value] of Object.entries(patch)) {
    const written = { value, at, by };
    const known = merged.get(key);
    if (known === undefined || isLater(written, known)) merged.set(key, written);
  }
  return Object.fromEntries(merged);
}

/**
 * The metadata as callers see it. The engine's note is also shown under `note`, where it used to be, unless the shop
 * has a key of that name.
 */
export function plainMetadata(metadata: Metadata): Record<string, unknown> {
  const plain = Object.fromEntries(
    Object.entries(metadata)
      .filter(([, { value }]) => value !== null)
      .map(([key, { value }]) => [key, value]),
  );
  const note = plain[ENGINE_NOTE];
  return note === undefined ? plain : { note, ...plain };
}

function isLater(a: MetadataValue, b: MetadataValue): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.by !== b.by) return a.by > b.by;
  return JSON.stringify(a.value) > JSON.stringify(b.value);
}
