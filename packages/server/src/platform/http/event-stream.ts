import type { FastifyReply, FastifyRequest } from "fastify";

/** Takes a reply over from Fastify and starts a stream of server-sent events. The caller writes and ends it. */
export function beginEventStream(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  // An unread body would hide that the client has disconnected.
  request.raw.resume();
  reply.raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "private, no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  });
}
