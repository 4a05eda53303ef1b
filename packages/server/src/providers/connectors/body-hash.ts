import { createHash } from "node:crypto";

/** The SHA-256 of a message's bytes. */
function hashBody(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest();
}

/** An event id made from the message itself, for messages whose signed part has no id. */
export function idOfBody(body: Buffer): string {
  return `sha256:${hashBody(body).toString("hex")}`;
}
