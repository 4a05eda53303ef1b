const HASHES = 2 ** 32;

/**
 * Whether an order is in the control group and gets no prompts, so that the effect of prompts can be measured.
 *
 * It depends only on the order and the policy's version, so it is the same in each sweep and on each machine. A new
 * version draws a new group.
 *
 * @param share the control group's share of all orders, 0 to 1
 */
export function isInControlGroup(orderId: string, policyVersion: string, share: number): boolean {
  // Versions contain no colon, so no two pairs give the same text.
  return hashOf(`${policyVersion}:${orderId}`) < share * HASHES;
}

/**
 * A 32-bit hash of a text: FNV-1a with one byte per character, which is enough for ids and versions
 * (draft-eastlake-fnv, http://www.isthe.com/chongo/tech/comp/fnv/), and then the finalizer of MurmurHash3
 * (https://github.com/aappleby/smhasher). With FNV alone, ids that differ only in their last digit get similar hashes.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
