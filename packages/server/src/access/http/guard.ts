import type { OperatorRole, SignedIn } from "@followthrough/core/contract";
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { problem, sendProblem } from "../../platform/http/problem.ts";
import type { App } from "../../platform/http/routing.ts";
import type { OperatorAccess } from "../access.ts";
import { SENDER_HEADER } from "../cookie.ts";
import { includesRole } from "../roles.ts";

/** How the guard reads sessions, and the origin where browsers reach the console. */
export interface GuardOptions {
  readonly access: OperatorAccess;
  readonly publicUrl: string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The role that a route of the console requires; `anybody` for routes that lead to a session. */
    readonly role?: OperatorRole | "anybody";
  }
  interface FastifyRequest {
    /** The signed-in operator, on the console's routes. */
    operator: SignedIn | null;
  }
}

/**
 * Lets only requests through that the signed-in operator's role allows, before a body is read. A route that does not
 * name a role fails at startup, so that none can be forgotten.
 */
export function guardConsole(app: App, options: GuardOptions): void {
  app.decorateRequest("operator", null);
  app.addHook("onRoute", ({ config, url, schema }) => {
    if (config?.role === undefined) throw new Error(`${url} does not name the role it requires`);
    const isOpen = config.role === "anybody";
    if (schema !== undefined)
      Object.assign(schema, { security: isOpen ? [] : [{ operatorSession: [] }] });
  });
  app.addHook("onRequest", requireRole(options));
  // Answers are valid only now and for this operator.
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "no-store");
  });
}

function requireRole({ access, publicUrl }: GuardOptions): onRequestAsyncHookHandler {
  return async (request, reply) => {
    if (!isOfThisSite(request, publicUrl)) return sendProblem(reply, problem("origin_refused"));
    const { role } = request.routeOptions.config;
    if (role === "anybody") return;
    const operator = await access.readSession(headersOf(request));
    if (operator === null) return sendProblem(reply, problem("session_missing"));
    if (role === undefined || !includesRole(operator.role, role)) {
      return sendProblem(reply, problem("role_insufficient"));
    }
    request.operator = operator;
  };
}

const SAFE_METHODS = ["GET", "HEAD"];

/**
 * Whether a change was requested by the console's own page. Browsers state where a request comes from, and no page can
 * forge that. A client that states nothing is not a browser, so no other site can make it send a cookie. The cookie's
 * `SameSite=Strict` gives the same protection again.
 */
function isOfThisSite({ method, headers }: FastifyRequest, publicUrl: string): boolean {
  if (SAFE_METHODS.includes(method)) return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return origin === new URL(publicUrl).origin || hostOf(origin) === host;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** The signed-in operator; only for routes behind the guard. */
export function operatorOf({ operator }: FastifyRequest): SignedIn {
  if (operator === null) throw new Error("A route behind the guard must have an operator");
  return operator;
}

/** The request's headers for Better Auth; the sender's address comes from us, not from the client. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const name of ["cookie", "user-agent"] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(SENDER_HEADER, request.ip);
  return headers;
}

/** Sets these cookies in the browser. */
export function setCookies(reply: FastifyReply, cookies: readonly string[]): FastifyReply {
  return reply.header("set-cookie", [...cookies]);
}
