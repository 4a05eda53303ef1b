import formbody from "@fastify/formbody";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { unsubscribe } from "../../usecases/unsubscribe.ts";
import { html, page } from "../page.ts";
import type { Routes } from "../routing.ts";
import { answersPage, publicProblems } from "../schemas.ts";

const Query = z.strictObject({ token: z.string().min(1).max(2048) });
// What mail programs send (RFC 8058); the link alone says who, so that a form without it works too.
const OneClick = z.looseObject({ "List-Unsubscribe": z.literal("One-Click").optional() }).nullish();
const NO_MORE_THAN = { rateLimit: { max: 60, timeWindow: "1 minute" } };

/**
 * The way out of further mail. A GET only asks, so that link scanners change nothing; mail programs send the
 * POST of RFC 8058 by themselves.
 */
export const unsubscribeRoutes: Routes = (app, { context, links, shopName }) => {
  void app.register(formbody);
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
        response: { 200: answersPage("The question"), ...publicProblems(["rate_limited"]) },
      },
    },
    async (_request, reply) =>
      answer(
        reply,
        200,
        page(
          "No more mail about your orders?",
          html`<h1>No more mail about your orders?</h1>
<p>${shopName} will no longer write to you when an order is waiting for you. Your orders themselves
are not affected.</p>
<form method="post"><button>Stop this mail</button></form>`,
        ),
      ),
  );

  app.post(
    "/unsubscribe",
    {
      config: NO_MORE_THAN,
      schema: {
        operationId: "unsubscribe",
        tags: ["Mail"],
        summary: "Unsubscribe by the link of a mail, in one click (RFC 8058)",
        security: [],
        querystring: Query,
        consumes: ["application/x-www-form-urlencoded"],
        body: OneClick,
        response: {
          200: answersPage("Unsubscribed"),
          401: answersPage("The link is not valid or has expired"),
          ...publicProblems(["rate_limited"], "body"),
        },
      },
    },
    async (request, reply) => {
      const result = await unsubscribe(context, links, request.query.token);
      if (!result.ok) {
        return answer(
          reply,
          401,
          page(
            "This link has expired",
            html`<h1>This link has expired</h1>
<p>Links in our mail hold for a limited time. Use the one in a newer mail, or write to the shop.</p>`,
          ),
        );
      }
      return answer(
        reply,
        200,
        page(
          "You are unsubscribed",
          html`<h1>You are unsubscribed</h1>
<p>${shopName} will not write to you about waiting orders any more. You can switch it on again in your
account.</p>`,
        ),
      );
    },
  );
};

function answer(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("referrer-policy", "no-referrer")
    .serializer(String)
    .send(body);
}
