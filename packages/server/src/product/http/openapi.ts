import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { SESSION_COOKIE } from "../../access/cookie.ts";
import { problemExamples } from "./openapi-examples.ts";
import { finishDocument } from "./openapi-finish.ts";

/** How `@fastify/swagger` describes the routes: OpenAPI 3.1 with one component for each named schema. */
export function describeRoutes(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: openApiHead(version),
    transform: jsonSchemaTransform,
    transformObject: (document) => finishDocument(jsonSchemaTransformObject(document)),
  };
}

function openApiHead(version: string): NonNullable<FastifyDynamicSwaggerOptions["openapi"]> {
  return {
    openapi: "3.1.1",
    info: {
      title: "Followthrough API",
      version,
      description:
        "One durable lifecycle per order, its timeline, and its recovery. Times are RFC 3339 in UTC, " +
        "amounts are integers in minor units, and errors are RFC 9457 problems with a `code` from one table.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Orders", description: "Orders, as the shop reports them" },
      { name: "Members", description: "Shoppers, the mail they want, and their points" },
      { name: "Loyalty", description: "Points: what members have, and holds on them" },
      { name: "Orchestrations", description: "The lifecycle of each order, and its timeline" },
      { name: "Recovery", description: "The sweep over overdue orders, and what it sent" },
      { name: "Operators", description: "What operators see and do about orders that need them" },
      {
        name: "Console",
        description: "What the operators' console uses; needs a session instead of a key",
      },
      {
        name: "Webhooks",
        description: "Messages from providers, authenticated by their signature",
      },
      {
        name: "Mail",
        description: "How to stop mail; opened from a link in a mail, without a key",
      },
      { name: "Health", description: "For orchestrators and Prometheus; needs no key" },
    ],
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          name: "X-API-Key",
          in: "header",
          description:
            "`CHECKOUT_API_KEY`, or the key that was made and shown when the product first started",
        },
        operatorSession: {
          type: "apiKey",
          name: SESSION_COOKIE,
          in: "cookie",
          description:
            "Set by `POST /console/api/session`; changes are accepted only from the same site",
        },
      },
      examples: problemExamples(),
    },
    security: [{ apiKey: [] }],
  };
}
