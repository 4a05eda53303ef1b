import { parseShopperOrchestration } from "./parse.ts";
import type { Message } from "./state.ts";

/** A question that takes longer than this is as good as unanswered. */
const ANSWER_WITHIN_MS = 10_000;

/** What one question can come to. */
export type Answer = Extract<Message, { kind: "received" | "failed" | "absent" }>;

/**
 * Asks once where the order stands. Never throws: whatever goes wrong on the way is `failed`.
 *
 * 401, 403, 404 and 410 are `absent`: the shop does not tell an unknown order from one that is not this visitor's.
 */
export async function ask(
  endpoint: string,
  orderId: string,
  send: typeof fetch,
  end: AbortSignal,
): Promise<Answer> {
  try {
    const response = await send(endpoint, {
      headers: { accept: "application/json" },
      // Asks the server every time, and lets it answer 304 for what the browser has already.
      cache: "no-cache",
      signal: AbortSignal.any([end, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    if ([401, 403, 404, 410].includes(response.status)) return { kind: "absent" };
    if (!response.ok) return { kind: "failed" };
    const orchestration = parseShopperOrchestration(await response.text(), orderId);
    return orchestration === null ? { kind: "failed" } : { kind: "received", orchestration };
  } catch {
    return { kind: "failed" };
  }
}
