/**
 * Takes batches until one is not full.
 *
 * @param take takes one batch of at most `size` and returns how many there were
 * @returns how many there were in total
 */
export async function untilTaken(
  size: number,
  signal: AbortSignal,
  take: () => Promise<number>,
): Promise<number> {
  let taken = 0;
  for (let isMore = true; isMore && !signal.aborted; ) {
    const count = await take();
    taken += count;
    isMore = count === size;
  }
  return taken;
}
