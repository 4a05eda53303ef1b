import type { FastifyPluginCallback } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { App, AppOptions } from "../routing.ts";
import { engineRoutes } from "./engine-routes.ts";
import { guardConsole } from "./guard.ts";
import { insightRoutes } from "./insight-routes.ts";
import { memberPageRoutes } from "./member-routes.ts";
import { openIdRoutes } from "./openid-routes.ts";
import { orderPageRoutes } from "./order-routes.ts";
import { policyRoutes } from "./policy-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { consoleStreamRoutes } from "./stream-routes.ts";

const ROOMS = [
  sessionRoutes,
  openIdRoutes,
  queueRoutes,
  consoleStreamRoutes,
  orderPageRoutes,
  engineRoutes,
  insightRoutes,
  policyRoutes,
  memberPageRoutes,
];

/** Everything that the console asks, behind its guard. */
export function consoleRoutes(options: AppOptions): FastifyPluginCallback {
  return (app, _options, done) => {
    const typed = app.withTypeProvider<ZodTypeProvider>() as unknown as App;
    guardConsole(typed, options.console);
    for (const routes of ROOMS) routes(typed, options);
    done();
  };
}
