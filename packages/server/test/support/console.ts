import { SESSION_COOKIE } from "../../src/access/cookie.ts";
import type { Answer } from "./api.ts";
import type { TestApp } from "./app.ts";

/** Calls the app like a browser in which this operator is signed in. Paths are below `/console/api`. */
export interface ConsoleClient {
  readonly email: string;
  readonly password: string;
  readonly operatorId: string;
  readonly cookie: string;
  get(path: string): Promise<Answer>;
  send(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Acts on an order at this version. */
  act(orderId: string, version: number, action: object, key?: string): Promise<Answer>;
}

let operators = 0;
let clicks = 0;

/** Adds an operator with this role and signs in. */
export async function signInAs(
  shop: TestApp,
  role: "viewer" | "operator" | "admin",
  name = `Operator ${operators + 1}`,
): Promise<ConsoleClient> {
  operators += 1;
  const email = `operator-${operators}@shop.example`;
  const added = await shop.access.add({ email, name, role });
  if (added === null) throw new Error("There is already such an operator");
  const { password, operatorId } = added;
  const cookie = await signIn(shop, email, password);
  return createConsoleClient(shop, { email, password, operatorId, cookie });
}

/** Signs in. @returns the session's cookie, as a browser sends it */
export async function signIn(shop: TestApp, email: string, password: string): Promise<string> {
  const answer = await shop.app.inject({
    method: "POST",
    url: "/console/api/session",
    payload: { email, password },
  });
  const cookie = answer.cookies.find(({ name }) => name === SESSION_COOKIE);
  if (cookie === undefined)
    throw new Error(`Not signed in: ${answer.statusCode} ${answer.payload}`);
  return `${SESSION_COOKIE}=${encodeURIComponent(cookie.value)}`;
}

/** A client with this cookie. */
export function createConsoleClient(
  { app }: TestApp,
  who: Pick<ConsoleClient, "email" | "password" | "operatorId" | "cookie">,
): ConsoleClient {
  const { cookie } = who;
  const send = async (
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const {
      statusCode,
      headers: answered,
      payload,
    } = await app.inject({
      method,
      url: `/console/api${path}`,
      headers: {
        cookie,
        "sec-fetch-site": "same-origin",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const isJson = payload !== "" && String(answered["content-type"]).includes("json");
    return { status: statusCode, headers: answered, body: isJson ? JSON.parse(payload) : payload };
  };
  return {
    ...who,
    get: (path) => send("GET", path),
    send,
    act(orderId, version, action, key) {
      clicks += 1;
      return send("POST", `/orders/${orderId}/actions`, action, {
        "if-match": `"${version}"`,
        "idempotency-key": key ?? `click-${clicks}`,
      });
    },
  };
}
