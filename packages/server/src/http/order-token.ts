import type { FastifyReply, FastifyRequest } from "fastify";
import type { LinkTokens } from "../links/link-tokens.ts";
import type { Context } from "../usecases/context.ts";
import { opensOrder } from "../usecases/order-token.ts";
import { problem, sendProblem } from "./problem.ts";

/** A request that brings a shopper's token speaks for that shopper, and only for the order it opens. */
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
