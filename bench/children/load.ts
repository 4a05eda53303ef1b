import autocannon, { type Request } from "autocannon";
import { z } from "zod";
import { orderId } from "../database/fill.ts";
import { API_KEY } from "../product/environment.ts";
import { answerParent } from "./answer-parent.ts";

/** What autocannon is to send. */
const Load = z.object({
  what: z.enum(["post-event", "get-orchestration"]),
  port: z.number(),
  connections: z.number(),
  seconds: z.number(),
  /** Requests are spread over so many orders, at random. */
  orders: z.number(),
});
type Load = z.infer<typeof Load>;

// Each is accepted at any time: a command without a time speaks of now.
const BODIES = ["in_progress", "waiting"].map((status) =>
  JSON.stringify({ stage: "payment", status, note: "Waiting for the bank" }),
);

answerParent(Load, async (load) => {
  const result = await autocannon({
    url: `http://127.0.0.1:${load.port}`,
    connections: load.connections,
    duration: load.seconds,
    timeout: 20,
    requests: [{ setupRequest: load.what === "post-event" ? nextPost(load) : nextGet(load) }],
  });
  const { duration, non2xx, errors, timeouts, latency } = result;
  const { p50, p99, max } = latency;
  return {
    answered: result["2xx"],
    seconds: duration,
    failed: non2xx + errors + timeouts,
    p50,
    p99,
    max,
  };
});

function nextPost({ orders }: Load) {
  // No key is sent twice, so that each request is a write.
  const prefix = `${process.pid}-${Date.now()}`;
  let sent = 0;
  return (request: Request): Request => {
    sent += 1;
    return {
      ...request,
      method: "POST",
      path: `${pathOf(orders)}/events`,
      headers: {
        "x-api-key": API_KEY,
        "content-type": "application/json",
        "idempotency-key": `${prefix}-${sent}`,
      },
      body: BODIES[sent % BODIES.length] ?? "",
    };
  };
}

function nextGet({ orders }: Load) {
  return (request: Request): Request => ({
    ...request,
    method: "GET",
    path: pathOf(orders),
    headers: { "x-api-key": API_KEY },
  });
}

function pathOf(orders: number): string {
  const order = orderId(1 + Math.floor(Math.random() * orders));
  return `/api/v1/checkout/orchestrations/${order}`;
}
