import { ENGINE_NAMESPACE, type Metadata } from "./metadata.ts";

/** The most that a shop's metadata of one order, or what an event carries, may be. */
export const METADATA_LIMITS = {
  keys: 50,
  /** Of JSON in UTF-8. */
  bytes: 16 * 1024,
} as const;

/**
 * Whether a merge leaves the shop's metadata too large. Metadata that already is too large may shrink. A removed key counts by
 * its name only, so that removing never makes it larger.
 */
export function outgrowsLimits(before: Metadata, after: Metadata): boolean {
  const [was, is] = [sizeOf(before), sizeOf(after)];
  const { keys, bytes } = METADATA_LIMITS;
  return (is.keys > keys && is.keys > was.keys) || (is.bytes > bytes && is.bytes > was.bytes);
}

/** How many bytes a value is as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  let bytes = 0;
  for (const character of JSON.stringify(value)) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function sizeOf(metadata: Metadata): { keys: number; bytes: number } {
  const own = Object.entries(metadata).filter(([key]) => !key.startsWith(ENGINE_NAMESPACE));
  const sizes = own.map(([key, { value }]) => {
    // A colon, and a comma or a brace.
    return jsonBytes(key) + 2 + (value === null ? 0 : jsonBytes(value));
  });
  return {
    keys: own.filter(([, { value }]) => value !== null).length,
    bytes: sizes.reduce((sum, size) => sum + size, 1),
  };
}
