import { createHash } from "node:crypto";

/** The SHA-256 of a message's bytes. */
function hashBody(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest();
}

/** An event's id made of the message itself, where the signed part holds no other. */
export function idOfBody(body: Buffer): string {
  return `sha256:${hashBody(body).toString("hex")}`;
}
