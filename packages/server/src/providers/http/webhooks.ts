import { WebhookReceipt } from "@followthrough/core/contract";
import { z } from "zod";
import { problem, sendProblem } from "../../platform/http/problem.ts";
import type { App, Routes } from "../../platform/http/routing.ts";
import { answers, publicProblems } from "../../platform/http/schemas.ts";
import type { ArrivedWebhook, Connector } from "../connectors/connector.ts";
import { CONNECTORS } from "../connectors/index.ts";
import { receiveWebhook } from "../inbox/receive-webhook.ts";
import type { ProvidersContext } from "../providers-context.ts";
import type { Verifiers } from "../verifiers.ts";

/** What the webhook routes need. */
export interface WebhookOptions {
  readonly context: ProvidersContext;
  readonly verifiers: Verifiers;
  /** The providers that have an endpoint; all of them when absent. */
  readonly connectors?: readonly Connector[];
}

const BODY_LIMIT = 1024 * 1024;

/** Receives webhooks. Has a scope of its own, because bodies must stay bytes whatever their content type is. */
export const webhookRoutes: Routes<WebhookOptions> = (app, options) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  for (const connector of options.connectors ?? CONNECTORS) receiveRoute(app, options, connector);
};

function receiveRoute(
  app: App,
  { context, verifiers }: WebhookOptions,
  connector: Connector,
): void {
  const { name, sender, signedBy, secrets } = connector;
  app.post(
    `/webhooks/${name}`,
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: `receive${name.charAt(0).toUpperCase()}${name.slice(1)}Webhook`,
        tags: ["Webhooks"],
        summary: `Take a message of ${sender}`,
        description:
          `Proved by ${signedBy.map((field) => `\`${field}\``).join(", ")} and one of \`${secrets.name}\`, over ` +
          "the bytes as they arrive. Answers as soon as the message is kept, or if it was kept before. " +
          "The message is applied separately.",
        security: [],
        consumes: ["application/json"],
        body: z.unknown().describe("The message, byte for byte as it was signed"),
        response: {
          200: answers(WebhookReceipt, "The message is kept"),
          ...publicProblems(["webhook_signature_invalid", "webhooks_closed"], "body"),
        },
      },
      // Runs before the body is read, so that a closed route reads none.
      onRequest: async (_request, reply) => {
        if (verifiers[name] === undefined) return sendProblem(reply, problem("webhooks_closed"));
      },
    },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const webhook: ArrivedWebhook = { headers: headersOf(request.raw.rawHeaders), body };
      const verified = (await verifiers[name]?.verify(webhook, Date.now())) ?? null;
      if (verified === null) return sendProblem(reply, problem("webhook_signature_invalid"));
      return receiveWebhook(context, name, verified, connector.messages(verified, body));
    },
  );
}

/** Each header in lower case with every value that was sent. Fastify would join repeated headers into one. */
function headersOf(raw: readonly string[]): ArrivedWebhook["headers"] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = String(raw[at]).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), String(raw[at + 1])]);
  }
  return Object.fromEntries(headers);
}
