import { createHash } from "node:crypto";
import type { Orchestration } from "@followthrough/core/contract";

/** An ETag that begins with the version, so that `If-Match` can name it; open steps change it, too. */
export function etagOf({ version, pendingSteps }: Orchestration): string {
  if (pendingSteps.length === 0) return `"${version}"`;
  const steps = createHash("sha256").update(JSON.stringify(pendingSteps)).digest("base64url");
  return `"${version}.${steps.slice(0, 12)}"`;
}

/** Whether an `If-None-Match` header names this ETag. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const named = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return named.includes("*") || named.includes(etag);
}
