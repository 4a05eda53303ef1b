import { createHash } from "node:crypto";

/** What the journal keeps of a message. */
export interface ReadMessage {
  readonly messageId: string;
  readonly sha256: string;
  readonly orderIds: readonly string[];
}

/** Reads a raw message: its id, its hash, and which orders the resume links in it open. */
export function readMessage(raw: string): ReadMessage {
  const headerEnd = raw.indexOf("\r\n\r\n");
  const headers = raw.slice(0, headerEnd < 0 ? raw.length : headerEnd);
  const messageId = /^message-id:\s*(<[^>]+>)/im.exec(headers)?.[1] ?? "";
  const links = decodeQuotedPrintable(raw).matchAll(/[?&](?:amp;)?order=([^&\s"<>]+)&/g);
  const orderIds = new Set([...links].map(([, id = ""]) => decodeURIComponent(id)));
  const sha256 = createHash("sha256").update(raw, "latin1").digest("hex");
  return { messageId, sha256, orderIds: [...orderIds] };
}

function decodeQuotedPrintable(text: string): string {
  return text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
