import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import apiReference from "@scalar/fastify-api-reference";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
  LogController,
} from "fastify";
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { escalationRoutes } from "../../alerts/http/escalations.ts";
import { followedRoutes } from "../../delivery/http/followed.ts";
import { mailboxRoutes } from "../../delivery/http/mailbox.ts";
import { promptRoutes } from "../../delivery/http/prompts.ts";
import { stuckPromptRoutes } from "../../delivery/http/stuck-prompts.ts";
import { healthRoutes } from "../../engine/http/health.ts";
import { eventRoutes } from "../../intake/http/events.ts";
import { memberRoutes } from "../../intake/http/members.ts";
import { orderRoutes } from "../../intake/http/orders.ts";
import { suppressionRoutes } from "../../intake/http/suppressions.ts";
import { unsubscribeRoutes } from "../../intake/http/unsubscribe.ts";
import { cancelRoutes } from "../../lifecycle/http/cancel.ts";
import { orchestrationRoutes } from "../../lifecycle/http/orchestrations.ts";
import { pauseRoutes } from "../../lifecycle/http/pauses.ts";
import { streamRoutes } from "../../lifecycle/http/stream.ts";
import { waiverRoutes } from "../../lifecycle/http/waivers.ts";
import { answerUnreadable, answerWithProblems, sendError } from "../../platform/http/problem.ts";
import { requireApiKey } from "../../platform/http/require-api-key.ts";
import type { App, Routes } from "../../platform/http/routing.ts";
import { SECURITY_HEADERS } from "../../platform/http/security-headers.ts";
import { speakPlainly } from "../../platform/issue-text.ts";
import { loyaltyRoutes } from "../../points/http/points.ts";
import { inboxRoutes } from "../../providers/http/inbox.ts";
import { providerCheckRoutes } from "../../providers/http/provider-checks.ts";
import { webhookRoutes } from "../../providers/http/webhooks.ts";
import { nextDecisionRoutes } from "../../recovery/http/next-decision.ts";
import { sweepRoutes } from "../../recovery/http/sweeps.ts";
import type { AppOptions } from "../app-options.ts";
import { consoleRoutes } from "./console-app.ts";
import { consoleFiles } from "./console-files.ts";
import { describeRoutes } from "./openapi.ts";

const BODY_LIMIT = 256 * 1024;

/** Builds the API without a port: tests and the OpenAPI document need none. */
export async function buildApp(options: AppOptions): Promise<App> {
  const loggerInstance: FastifyBaseLogger = options.context.log;
  const app: App = Fastify({
    loggerInstance,
    bodyLimit: BODY_LIMIT,
    // Node's own limit for a request to arrive: a slow sender must not keep a connection forever.
    requestTimeout: 30_000,
    // One line per request is for DEBUG; problems are logged where they happen.
    logController: new LogController({ disableRequestLogging: true }),
    // As long as a request line can be: an id's schema reports what is wrong with it.
    routerOptions: { maxParamLength: 16 * 1024 },
    // URLs that can't be decoded never reach the error handler.
    frameworkErrors: (error, _request, reply) => sendError(reply, error),
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: true,
    trustProxy: options.console.trustedProxies.length > 0 && [...options.console.trustedProxies],
  }).withTypeProvider<ZodTypeProvider>();
  // JSON. Any other content type is refused as unsupported; unsubscribing alone takes all.
  app.removeContentTypeParser("text/plain");
  takeNoBodyForNone(app);
  speakPlainly();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Before any plugin: plugins would not use a handler that is set after them.
  answerWithProblems(app);
  app.addHook("onResponse", async (request, reply) => {
    options.metrics.observeRequest(request, reply);
    request.log.debug(
      // The route, not the URL: a query may hold a token.
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: reply.elapsedTime,
      },
      "request",
    );
  });
  app.addHook("onRequest", async (_request, reply) => void reply.headers(SECURITY_HEADERS));
  await app.register(rateLimit, { global: false });
  await app.register(swagger, describeRoutes(options.version));
  await app.register(withOptions([healthRoutes, unsubscribeRoutes, docsRoutes], options));
  if (options.hasMailbox) await app.register(withOptions([mailboxRoutes], options));
  await app.register(
    withOptions(
      [
        orderRoutes,
        memberRoutes,
        loyaltyRoutes,
        orchestrationRoutes,
        eventRoutes,
        followedRoutes,
        cancelRoutes,
        waiverRoutes,
        streamRoutes,
        sweepRoutes,
        providerCheckRoutes,
        promptRoutes,
        nextDecisionRoutes,
        pauseRoutes,
        escalationRoutes,
        suppressionRoutes,
        stuckPromptRoutes,
        inboxRoutes,
      ],
      options,
      requireApiKey(options.apiKey),
    ),
    { prefix: "/api/v1" },
  );
  await app.register(consoleRoutes(options), { prefix: "/console/api" });
  const { folder } = options.console;
  if (folder !== null) await app.register(consoleFiles(folder), { prefix: "/console" });
  app.addHook("onClose", () => options.console.access.close());
  // Outside the routes that need the key: providers are authenticated by their signature.
  await app.register(withOptions([webhookRoutes], options), { prefix: "/api/v1" });
  await app.register(reference);
  await app.ready();
  return app;
}

/** Clients send JSON as the type of every request. If the route takes no body, a missing one is not an error. */
function takeNoBodyForNone(app: App): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "" && request.routeOptions.schema?.body === undefined) done(null, undefined);
    else parse(request, String(body), done);
  });
}

// The reference is an application of its own: it brings its own scripts and reads the document.
const REFERENCE_CSP = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const reference: FastifyPluginAsync = async (app) => {
  app.addHook("onSend", async (_request, reply) => {
    void reply.header("content-security-policy", REFERENCE_CSP);
  });
  await app.register(apiReference, {
    routePrefix: "/docs",
    configuration: {
      url: "/openapi.json",
      telemetry: false,
      withDefaultFonts: false,
      showDeveloperTools: "never",
      agent: { disabled: true },
    },
  });
};

const docsRoutes: Routes<AppOptions> = (app) => {
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("application/json").serializer(JSON.stringify).send(app.swagger()),
  );
  app.get("/", { schema: { hide: true } }, async (_request, reply) => reply.redirect("/docs"));
};

function withOptions(
  rooms: readonly Routes<AppOptions>[],
  options: AppOptions,
  onRequest?: ReturnType<typeof requireApiKey>,
): FastifyPluginCallback {
  return (app, _options, done) => {
    if (onRequest !== undefined) app.addHook("onRequest", onRequest);
    const typed = app.withTypeProvider<ZodTypeProvider>() as unknown as App;
    for (const routes of rooms) routes(typed, options);
    done();
  };
}
