import { WebhookReceipt } from "@followthrough/core/contract";
import { PROVIDERS, type Provider } from "@followthrough/core/domain";
import { z } from "zod";
import type { ArrivedMessage } from "../../connectors/connector.ts";
import { receiveWebhook } from "../../usecases/receive-webhook.ts";
import { problem, sendProblem } from "../problem.ts";
import type { App, AppOptions, Routes } from "../routing.ts";
import { answers, publicProblems } from "../schemas.ts";

const BODY_LIMIT = 1024 * 1024;

const NAMES = {
  stripe: "Stripe",
  shopify: "Shopify",
  standard: "Standard",
} as const satisfies Record<Provider, string>;

const SIGNED_BY = {
  stripe: "`Stripe-Signature`, by one of `STRIPE_WEBHOOK_SECRETS`",
  shopify: "`X-Shopify-Hmac-Sha256`, by one of `SHOPIFY_WEBHOOK_SECRETS`",
  standard: "the headers of Standard Webhooks, by one of `STANDARD_WEBHOOK_SECRETS`",
} as const satisfies Record<Provider, string>;

/** What providers say. In a scope of its own: its bodies are bytes, whatever they are called. */
export const webhookRoutes: Routes = (app, options) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  for (const provider of PROVIDERS) receiveRoute(app, options, provider);
};

function receiveRoute(app: App, { context, verifiers }: AppOptions, provider: Provider): void {
  app.post(
    `/webhooks/${provider}`,
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: `receive${NAMES[provider]}Webhook`,
        tags: ["Webhooks"],
        summary: `Take a message of ${provider === "standard" ? "any backend" : NAMES[provider]}`,
        description:
          `Signed in ${SIGNED_BY[provider]}, over the bytes as they come. Answered when the message is kept, ` +
          "also when it is kept already; what it says is worked on apart from that.",
        security: [],
        consumes: ["application/json"],
        body: z.unknown().describe("The message, byte for byte as it was signed"),
        response: {
          200: answers(WebhookReceipt, "The message is kept"),
          ...publicProblems(["webhook_signature_invalid", "webhooks_closed"], "body"),
        },
      },
      // Before a body is read: a route that is closed reads none.
      onRequest: async (_request, reply) => {
        if (verifiers[provider] === undefined)
          return sendProblem(reply, problem("webhooks_closed"));
      },
    },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const message: ArrivedMessage = { headers: headersOf(request.raw.rawHeaders), body };
      const verified = verifiers[provider]?.verify(message, Date.now()) ?? null;
      if (verified === null) return sendProblem(reply, problem("webhook_signature_invalid"));
      return receiveWebhook(context, { source: provider, body, ...verified });
    },
  );
}

/** Each header with every value it was sent with, in lower case; the framework joins repeated ones to one. */
function headersOf(raw: readonly string[]): ArrivedMessage["headers"] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = String(raw[at]).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), String(raw[at + 1])]);
  }
  return Object.fromEntries(headers);
}
