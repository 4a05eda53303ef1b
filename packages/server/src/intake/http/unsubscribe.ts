import { OPERATOR_WORDS } from "@followthrough/core/words";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { LinkTokens } from "../../lifecycle/links/link-tokens.ts";
import type { Context } from "../../platform/context.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { answersPage, publicProblems } from "../../platform/http/schemas.ts";
import { readSubscription, unsubscribe } from "../unsubscribe.ts";
import { expiredPage, readChoice, subscriptionPage } from "./unsubscribe-page.ts";

/** What the unsubscribe page needs. */
export interface UnsubscribeOptions {
  readonly context: Context;
  readonly links: LinkTokens;
  readonly shopName: string;
}

// Mail programs and trackers add parameters of their own to a link, and may repeat ours.
const Query = z.looseObject({
  token: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe("The token of the mail's link"),
});
const NO_MORE_THAN = { rateLimit: { max: 60, timeWindow: "1 minute" } };
const EXPIRED = OPERATOR_WORDS.refusals.link_token_invalid;

/**
 * Lets a recipient stop mail, or take that back. A GET only shows how their mail stands, so that link scanners change
 * nothing. Mail programs send the POST of RFC 8058 directly: it needs no cookie, is never redirected, and its body is
 * taken in any form, because the link says it all.
 */
export const unsubscribeRoutes: Routes<UnsubscribeOptions> = (
  parent,
  { context, links, shopName },
) => {
  void parent.register(async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, body: unknown) =>
      String(body),
    );
    // A type that is empty or misspelled would be refused before any parser.
    app.addHook("onRequest", async ({ headers }) => void delete headers["content-type"]);
    app.get(
      "/unsubscribe",
      {
        config: NO_MORE_THAN,
        schema: {
          operationId: "askUnsubscribe",
          tags: ["Mail"],
          summary: "A page that asks before unsubscribing; changes nothing",
          security: [],
          querystring: Query,
          response: {
            200: answersPage("How the recipient's mail stands, and what they can choose"),
            401: answersPage(EXPIRED),
            ...publicProblems(["rate_limited"]),
          },
        },
      },
      async (request, reply) => {
        const result = await readSubscription(context, links, tokenOf(request.query));
        if (!result.ok) return answer(reply, 401, expiredPage(shopName, localeOf(request)));
        return answer(reply, 200, subscriptionPage(shopName, result.value, null));
      },
    );

    app.post(
      "/unsubscribe",
      {
        config: NO_MORE_THAN,
        schema: {
          operationId: "unsubscribe",
          tags: ["Mail"],
          summary: "Unsubscribe by the link of a mail, in one click (RFC 8058)",
          description:
            "Stops mail about all orders. Takes a body of any type, or none. The page's own form sends `choice`: " +
            "`all`, `order:{orderId}`, `undo_all` or `undo_order:{orderId}`.",
          security: [],
          querystring: Query,
          response: {
            200: answersPage("Done, with a way back"),
            401: answersPage(EXPIRED),
            ...publicProblems(["rate_limited", "body_too_large"]),
          },
        },
      },
      async (request, reply) => {
        const choice = readChoice(typeof request.body === "string" ? request.body : "");
        const result = await unsubscribe(context, links, tokenOf(request.query), choice);
        if (!result.ok) return answer(reply, 401, expiredPage(shopName, localeOf(request)));
        return answer(reply, 200, subscriptionPage(shopName, result.value, choice));
      },
    );
  });
};

function tokenOf({ token }: z.infer<typeof Query>): string {
  return (Array.isArray(token) ? token[0] : token) ?? "";
}

/** Nothing else is known about somebody whose link is too old. */
function localeOf({ headers }: FastifyRequest): string | null {
  return headers["accept-language"]?.split(/[,;]/)[0]?.trim() ?? null;
}

function answer(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("referrer-policy", "no-referrer")
    .serializer(String)
    .send(body);
}
