import { setTimeout as pause } from "node:timers/promises";

/** Something that should have come about did not. */
export class WaitedTooLong extends Error {
  override readonly name = "WaitedTooLong";
}

/**
 * Looks until there is an answer.
 *
 * @param what names the awaited thing, for the message
 * @param look gives the answer, or `undefined` while there is none
 */
export async function waitUntil<Answer>(
  what: string,
  patienceMs: number,
  look: () => Promise<Answer | undefined> | Answer | undefined,
): Promise<Answer> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) {
      throw new WaitedTooLong(`${what}: not within ${Math.round(patienceMs / 1000)} s`);
    }
    await pause(50);
  }
}
