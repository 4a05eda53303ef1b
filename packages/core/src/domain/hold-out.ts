const HASHES = 2 ** 32;

/**
 * Whether an order gets no prompts, so that what prompts do can be measured against it.
 *
 * It hangs on nothing but the order and the policy's version: the same in each sweep and on each machine, and drawn
 * anew for a new version.
 *
 * @param share of all orders, 0 to 1
 */
export function isHeldOut(orderId: string, policyVersion: string, share: number): boolean {
  // No version holds a colon, so that no two pairs make the same text.
  return hashOf(`${policyVersion}:${orderId}`) < share * HASHES;
}

/**
 * 32 bits of a text: FNV-1a, a byte a character, which is all that ids and versions hold
 * (draft-eastlake-fnv, http://www.isthe.com/chongo/tech/comp/fnv/), and then the finaliser of MurmurHash3
 * (https://github.com/aappleby/smhasher). FNV alone leaves ids that differ in their last digit side by side.
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
