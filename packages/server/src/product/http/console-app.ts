import type { FastifyPluginCallback } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { guardConsole } from "../../access/http/guard.ts";
import { openIdRoutes } from "../../access/http/openid-routes.ts";
import { sessionRoutes } from "../../access/http/session-routes.ts";
import { memberPageRoutes } from "../../console/http/member-routes.ts";
import { orderPageRoutes } from "../../console/http/order-routes.ts";
import { consoleStreamRoutes } from "../../console/http/stream-routes.ts";
import { workListRoutes } from "../../console/http/work-list-routes.ts";
import { engineRoutes } from "../../engine/http/engine-routes.ts";
import { insightRoutes } from "../../insight/http/insight-routes.ts";
import type { App } from "../../platform/http/routing.ts";
import { policyRoutes } from "../../policy/http/policy-routes.ts";
import type { AppOptions } from "../app-options.ts";

const ROOMS = [
  sessionRoutes,
  openIdRoutes,
  workListRoutes,
  consoleStreamRoutes,
  orderPageRoutes,
  engineRoutes,
  insightRoutes,
  policyRoutes,
  memberPageRoutes,
];

/** All endpoints that the console uses, with the guard in front of them. */
export function consoleRoutes(options: AppOptions): FastifyPluginCallback {
  return (app, _options, done) => {
    const typed = app.withTypeProvider<ZodTypeProvider>() as unknown as App;
    guardConsole(typed, options.console);
    for (const routes of ROOMS) routes(typed, options);
    done();
  };
}
