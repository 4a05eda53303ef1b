import type { SignedIn } from "@followthrough/core/contract";
import { includesRole, type OperatorRole } from "@followthrough/core/domain";
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { SENDER_HEADER } from "../../operators/cookie.ts";
import { problem, sendProblem } from "../problem.ts";
import type { App, ConsoleOptions } from "../routing.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may ask a route of the console; `anybody` for those that lead to a session. */
    readonly role?: OperatorRole | "anybody";
  }
  interface FastifyRequest {
    /** Who is signed in, on the console's routes. */
    operator: SignedIn | null;
  }
}

/**
 * Lets nothing through but what the signed-in operator's role allows, before a body is read. A route that
 * does not name a role fails at the start, so that none can be forgotten.
 */
export function guardConsole(app: App, options: ConsoleOptions): void {
  app.decorateRequest("operator", null);
  app.addHook("onRoute", ({ config, url, schema }) => {
    if (config?.role === undefined) throw new Error(`${url} does not say who may ask it`);
    const isOpen = config.role === "anybody";
    if (schema !== undefined)
      Object.assign(schema, { security: isOpen ? [] : [{ operatorSession: [] }] });
  });
  app.addHook("onRequest", requireRole(options));
  // Answers are of this moment and for this operator.
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "no-store");
  });
}

function requireRole({ access, publicUrl }: ConsoleOptions): onRequestAsyncHookHandler {
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
 * Whether a change was asked for by the console's own page. Browsers say where a request comes from and let no
 * page lie about it; who says nothing is no browser, and has no cookie that somebody else could make it send.
 * The cookie's `SameSite=Strict` says the same once more.
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

/** Who is signed in; only behind the guard. */
export function operatorOf({ operator }: FastifyRequest): SignedIn {
  if (operator === null) throw new Error("A route behind the guard has an operator");
  return operator;
}

/** The request's headers for Better Auth; who sent it is our word, not the client's. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const name of ["cookie", "user-agent"] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(SENDER_HEADER, request.ip);
  return headers;
}

/** Gives the browser these cookies. */
export function setCookies(reply: FastifyReply, cookies: readonly string[]): FastifyReply {
  return reply.header("set-cookie", [...cookies]);
}
