import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Stripe's REST API, as far as it is read here: it has objects, and answers what it is told to. */
export interface StripeApi {
  readonly baseUrl: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** Has this object; once more replaces it. */
  put(
    path: "payment_intents" | "checkout/sessions" | "identity/verification_sessions",
    object: object,
  ): void;
  /** Answers every question with this status until told otherwise; `null` answers as ever. */
  failWith(status: number | "never" | null): void;
  close(): Promise<void>;
}

/** The key that its callers have to send. */
export const STRIPE_API_KEY = "sk_test_the-key-of-these-tests";

/** Starts one on loopback. */
export async function startStripeApi(): Promise<StripeApi> {
  const objects = new Map<string, object>();
  const asked: string[] = [];
  let failure: number | "never" | null = null;

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://stripe.test").pathname;
    asked.push(path);
    if (failure === "never") return;
    const isLetIn = request.headers.authorization === `Bearer ${STRIPE_API_KEY}`;
    const object = objects.get(path);
    const status = failure ?? (isLetIn ? (object === undefined ? 404 : 200) : 401);
    const error = { type: status === 404 ? "invalid_request_error" : "api_error", message: "No" };
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(status === 200 ? object : { error }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    asked,
    put(path, object) {
      const id = "id" in object ? String(object.id) : "";
      objects.set(`/v1/${path}/${id}`, object);
    },
    failWith(status) {
      failure = status;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
