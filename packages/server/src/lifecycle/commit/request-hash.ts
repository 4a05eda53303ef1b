import { hash } from "node:crypto";

/** A stable hash of a request. It tells a retry from another request with the same key. */
export function hashRequest(...parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}
