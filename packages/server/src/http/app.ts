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
import { requireApiKey } from "./auth.ts";
import { consoleRoutes } from "./console/index.ts";
import { consoleFiles } from "./console/static.ts";
import { describeRoutes } from "./openapi.ts";
import { answerUnreadable, answerWithProblems, sendFault } from "./problem.ts";
import { healthRoutes } from "./routes/health.ts";
import { inboxRoutes } from "./routes/inbox.ts";
import { loyaltyRoutes } from "./routes/loyalty.ts";
import { mailboxRoutes } from "./routes/mailbox.ts";
import { memberRoutes } from "./routes/members.ts";
import { operationRoutes } from "./routes/operations.ts";
import { operatorRoutes } from "./routes/operators.ts";
import { orchestrationRoutes } from "./routes/orchestrations.ts";
import { orderRoutes } from "./routes/orders.ts";
import { streamRoutes } from "./routes/stream.ts";
import { unsubscribeRoutes } from "./routes/unsubscribe.ts";
import { webhookRoutes } from "./routes/webhooks.ts";
import type { App, AppOptions, Routes } from "./routing.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

const BODY_LIMIT = 256 * 1024;

/** Builds the API without a port, so that tests and the OpenAPI document need none. */
export async function buildApp(options: AppOptions): Promise<App> {
  const loggerInstance: FastifyBaseLogger = options.context.log;
  const app: App = Fastify({
    loggerInstance,
    bodyLimit: BODY_LIMIT,
    // Node's own limit for a request to arrive; a slow sender must not hold a connection for ever.
    requestTimeout: 30_000,
    // A line per request is for DEBUG; problems log themselves.
    logController: new LogController({ disableRequestLogging: true }),
    // As long as a request line can be: what is wrong with an id is for its schema to say.
    routerOptions: { maxParamLength: 16 * 1024 },
    // Addresses that can't be decoded never reach the error handler.
    frameworkErrors: (error, _request, reply) => sendFault(reply, error),
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: true,
    trustProxy: options.console.trustedProxies.length > 0 && [...options.console.trustedProxies],
  }).withTypeProvider<ZodTypeProvider>();
  // JSON and, for one-click unsubscribing, forms: anything else is refused as what it is.
  app.removeContentTypeParser("text/plain");
  takeNoBodyForNone(app);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // Before any plugin: a handler set later misses what plugins have bound already.
  answerWithProblems(app);
  app.addHook("onResponse", async (request, reply) => {
    options.metrics.observeRequest(request, reply);
    request.log.debug(
      // The route, not the address: a query may hold a token.
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
        streamRoutes,
        operationRoutes,
        operatorRoutes,
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
  // Apart from the routes behind the key: what lets a provider in is its signature.
  await app.register(withOptions([webhookRoutes], options), { prefix: "/api/v1" });
  await app.register(reference);
  await app.ready();
  return app;
}

/** Clients name JSON as the type of every request; where no body is asked for, none is no fault. */
function takeNoBodyForNone(app: App): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "" && request.routeOptions.schema?.body === undefined) done(null, undefined);
    else parse(request, String(body), done);
  });
}

// The reference is an application of its own: it brings scripts and reads the document.
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

const docsRoutes: Routes = (app) => {
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("application/json").serializer(JSON.stringify).send(app.swagger()),
  );
  app.get("/", { schema: { hide: true } }, async (_request, reply) => reply.redirect("/docs"));
};

function withOptions(
  rooms: readonly Routes[],
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
