import type MimeNode from "nodemailer/lib/mime-node";
import { encode, wrap } from "nodemailer/lib/qp";

/**
 * Returns the same bytes as the node's own `build`, but synchronously. `build` pipes each part through five streams,
 * which takes longer than everything else that a mail needs until it is on the wire.
 *
 * @param message all its parts must be text
 */
export function writeMessage(message: MimeNode): Buffer {
  return Buffer.from(withCrLf(write(message)), "utf8");
}

function write(node: MimeNode): string {
  const headers = `${node.buildHeaders()}\r\n\r\n`;
  if (node.childNodes.length === 0) return headers + writeText(node);
  const parts = node.childNodes.map((part) => `--${node.boundary}\r\n${write(part)}`);
  return `${headers}${parts.join("\r\n")}\r\n--${node.boundary}--\r\n`;
}

/** @throws if a part is not text or has another encoding, which only a bug could cause */
function writeText(node: MimeNode): string {
  const { content } = node;
  if (typeof content !== "string") throw new Error("A part of a mail must be text");
  switch (node.getTransferEncoding()) {
    case "quoted-printable":
      return wrap(encode(content));
    case "7bit":
      return content;
    default:
      throw new Error("A part of a mail must be 7bit or quoted-printable");
  }
}

function withCrLf(text: string): string {
  return text.replace(/(?<!\r)\n/g, "\r\n");
}
