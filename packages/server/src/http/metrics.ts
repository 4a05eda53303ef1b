import type { FastifyReply, FastifyRequest } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type EngineReader, readEngine } from "../usecases/read-engine.ts";

/** What this process measures, for Prometheus. */
export interface Metrics {
  observeRequest(request: FastifyRequest, reply: FastifyReply): void;
  /** The exposition text; reads the engine's figures afresh. */
  expose(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** @param streams how many event streams are open now */
export function createMetrics(engine: EngineReader, streams: () => number): Metrics {
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
  const overdue = gauge("overdue_orchestrations", "Orders that are due for the sweep");
  const oldest = gauge("oldest_overdue_seconds", "How long the oldest of them has been due");
  const escalations = gauge("open_escalations", "Escalations that nobody has resolved");
  const prompts = gauge("prompts", "Prompts by delivery state", ["state"]);

  function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name: `followthrough_${name}`, help, labelNames, registers });
  }

  return {
    observeRequest(request, reply) {
      const route = request.routeOptions.url ?? "unknown";
      requests.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1000,
      );
    },
    async expose() {
      const figures = await readEngine(engine);
      overdue.set(figures.overdue);
      oldest.set(figures.oldestOverdueSeconds);
      escalations.set(figures.openEscalations);
      prompts.reset();
      for (const [state, count] of figures.promptsByState) prompts.set({ state }, count);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}
