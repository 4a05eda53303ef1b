/**
 * The numbers of this product's advisory locks, which have no other names. Locks on a single number and locks on a
 * pair of numbers never conflict.
 */
export const ADVISORY_LOCKS = {
  /** One gentle sweep at a time. */
  sweep: 740_117,
  /** One adoption of a policy at a time. */
  policy: 740_118,
  /** One lease at a time, while a send rate limits them. */
  sendRate: 740_119,
  /** One digest of alerts at a time. */
  alertDigest: 740_120,
  /** The first number of a pair; the second stands for a name. */
  name: 740_118,
} as const;

/** The number for a text, for locks on members and addresses. @param key an SQL expression */
export function lockOf(key: string): string {
  return `hashtextextended(${key}, 0)`;
}
