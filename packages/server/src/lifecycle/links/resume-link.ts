import type { Stage } from "@followthrough/core/domain";
import type { LinkTokens } from "./link-tokens.ts";
import { ORDER_TOKEN_MS } from "./order-token.ts";

/** What signs links, and the shop that they lead to. */
export interface ResumeLinks {
  readonly links: LinkTokens;
  readonly storefrontUrl: string;
}

/**
 * The link by which a shopper comes back to an order. It opens the order, so it is not stored anywhere.
 *
 * @param issuedAt when the link starts to be valid (epoch milliseconds)
 * @param prompt the prompt that carries it
 */
export function resumeLink(
  { links, storefrontUrl }: ResumeLinks,
  orderId: string,
  issuedAt: number,
  prompt?: { readonly stage: Stage; readonly promptId: string },
): string {
  const { token } = links.issue("order", orderId, ORDER_TOKEN_MS, issuedAt);
  const url = new URL(`${storefrontUrl}/checkout/resume`);
  const by = prompt === undefined ? {} : { stage: prompt.stage, prompt: prompt.promptId };
  url.search = String(new URLSearchParams({ order: orderId, ...by, token }));
  return url.href;
}
