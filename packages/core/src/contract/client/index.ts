import { type Client, createClient } from "./generated/client/index.gen.ts";

export * from "./generated/index.gen.ts";

/**
 * A client for one installation of the API. Pass it to each call as `client`.
 *
 * @param baseUrl the API's base URL, such as `http://127.0.0.1:8000`
 * @param apiKey sent as `X-API-Key` with each call that needs one
 * @example
 * const client = connect("http://127.0.0.1:8000", key);
 * const { data, error } = await getOrchestration({ client, path: { orderId: "order-1042" } });
 */
export function connect(baseUrl: string, apiKey: string): Client {
  return createClient({ baseUrl, auth: apiKey });
}
