import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { SESSION_COOKIE } from "../operators/cookie.ts";
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
        "amounts integer minor units, errors RFC 9457 problems with a `code` of one table.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Orders", description: "Orders, as the shop reports them" },
      { name: "Members", description: "Shoppers, what they want to be told, and their points" },
      { name: "Loyalty", description: "Points: what members have, and holds on them" },
      { name: "Orchestrations", description: "The lifecycle of each order, and its timeline" },
      { name: "Recovery", description: "The sweep over overdue orders, and what it sent" },
      { name: "Operators", description: "What people see and do about orders that need them" },
      {
        name: "Console",
        description: "What the operators' console asks; with a session, not a key",
      },
      { name: "Webhooks", description: "What providers say; let in by their signature" },
      { name: "Mail", description: "The way out of mail; opened from a mail, without a key" },
      { name: "Health", description: "For orchestrators and Prometheus; without a key" },
    ],
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          name: "X-API-Key",
          in: "header",
          description: "`CHECKOUT_API_KEY`, or the key that was made and shown at the first start",
        },
        operatorSession: {
          type: "apiKey",
          name: SESSION_COOKIE,
          in: "cookie",
          description:
            "Set by `POST /console/api/session`; changes are taken from the same site only",
        },
      },
      examples: problemExamples(),
    },
    security: [{ apiKey: [] }],
  };
}
