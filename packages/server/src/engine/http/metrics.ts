import type { FastifyReply, FastifyRequest } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { EngineFigures } from "../read-engine.ts";
import { createEngineGauges } from "./engine-metrics.ts";

/** The metrics of this process, for Prometheus. */
export interface Metrics {
  observeRequest(request: FastifyRequest, reply: FastifyReply): void;
  /** The exposition text. Each call reads the engine's figures again. */
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/**
 * @param readEngine returns `null` when the database can't be read
 * @param streams returns how many event streams are open now
 */
export function createMetrics(
  readEngine: () => Promise<EngineFigures | null>,
  streams: () => number,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: "followthrough_http_request_seconds",
    help: "Time from a request to its answer, by route",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  });
  new Gauge({
    name: "followthrough_event_streams",
    help: "Open event streams of this process",
    registers,
    collect() {
      this.set(streams());
    },
  });
  const showEngine = createEngineGauges(registry);

  return {
    observeRequest(request, reply) {
      const route = request.routeOptions.url ?? "unknown";
      requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    },
    async expose() {
      showEngine(await readEngine());
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
