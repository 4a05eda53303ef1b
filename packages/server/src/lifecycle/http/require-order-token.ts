import type { FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../../platform/context.ts";
import { problem, sendProblem } from "../../platform/http/problem.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import { opensOrder } from "../links/order-token.ts";

/** A request with a shopper's token speaks for that shopper, and only for the order that the token opens. */
export function requireOrderToken(context: Context, links: LinkTokens) {
  return async (
    request: FastifyRequest<{ Params: { orderId: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const token = request.headers["x-order-token"];
    if (token === undefined) return undefined;
    const isOpen = await opensOrder(context, links, request.params.orderId, String(token));
    return isOpen ? undefined : sendProblem(reply, problem("order_token_invalid"));
  };
}
