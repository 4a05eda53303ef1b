import { hash, timingSafeEqual } from "node:crypto";
import type { onRequestAsyncHookHandler } from "fastify";
import { problem, sendProblem } from "./problem.ts";

/** Admits only requests with the right `X-API-Key`. Runs before the body is read. */
export function requireApiKey(apiKey: string): onRequestAsyncHookHandler {
  const expected = digest(apiKey);
  return async (request, reply) => {
    const given = request.headers["x-api-key"];
    if (given === undefined) return sendProblem(reply, problem("api_key_missing"));
    // Digests have the same length, so that the comparison reveals nothing, not even the key's length.
    const isValid = timingSafeEqual(digest(String(given)), expected);
    if (!isValid) return sendProblem(reply, problem("api_key_invalid"));
  };
}

function digest(value: string): Buffer {
  return hash("sha256", value, "buffer");
}
