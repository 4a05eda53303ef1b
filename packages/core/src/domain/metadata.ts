/** One key's last writer. A removed key stays as a `null`, so that an older write can't bring it back. */
export interface MetadataValue {
  readonly value: unknown;
  readonly at: number;
  readonly by: string;
}

/** The metadata of an orchestration: a last-writer-wins register per key. */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/** Merges a patch by key; `null` removes. Order of arrival does not matter, the writers' times do. */
export function patchMetadata(
  metadata: Metadata,
  patch: Readonly<Record<string, unknown>> | null,
  at: number,
  by: string,
): Metadata {
  if (patch === null) return metadata;
  // A map, because a caller may call a key `constructor`, and an object has one already.
  const merged = new Map(Object.entries(metadata));
  for (const [key, value] of Object.entries(patch)) {
    const written = { value, at, by };
    const known = merged.get(key);
    if (known === undefined || isLater(written, known)) merged.set(key, written);
  }
  return Object.fromEntries(merged);
}

/** The metadata as callers see it. */
export function plainMetadata(metadata: Metadata): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata)
      .filter(([, { value }]) => value !== null)
      .map(([key, { value }]) => [key, value]),
  );
}

function isLater(a: MetadataValue, b: MetadataValue): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.by !== b.by) return a.by > b.by;
  return JSON.stringify(a.value) > JSON.stringify(b.value);
}
