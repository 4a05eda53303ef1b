import { setTimeout as pause } from "node:timers/promises";
import { listNotifications } from "@followthrough/core/client";
import { type ApiClient, requireAnswer } from "./require-answer.ts";

/** Where no worker runs, or the mail server is away, the shop is filled all the same. */
const PATIENCE_MS = 15_000;

/**
 * Waits until the latest prompts went out: an order that gets on before that withdraws its prompt, and a sweep leaves
 * an order out whose prompt is being sent.
 *
 * @returns whether all of them did
 */
export async function awaitPrompts(client: ApiClient): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const call = listNotifications({ client, query: { limit: 200 } });
    const { data } = await requireAnswer("The prompts", call);
    const isAnyWaiting = data.items.some(
      ({ state }) => state === "pending" || state === "sending" || state === "retry",
    );
    if (!isAnyWaiting) return true;
    await pause(200);
  }
  return false;
}
