import type { FastifyReply } from "fastify";

/** A state's tag as an `ETag`; it begins with the version, so that `If-Match` can name it. */
export function etagOf(tag: string): string {
  return `"${tag}"`;
}

/** Whether an `If-None-Match` header names this ETag. */
export function matches(ifNoneMatch: string, etag: string): boolean {
  const named = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return named.includes("*") || named.includes(etag);
}

/** Adds the tag of the answered state. Only this caller may cache it, and must revalidate it on each use. */
export function withTag(reply: FastifyReply, tag: string): FastifyReply {
  return reply.header("etag", etagOf(tag)).header("cache-control", "private, no-cache");
}
