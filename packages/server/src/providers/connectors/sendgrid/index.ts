import { createPublicKey } from "node:crypto";
import { z } from "zod";
import type { Connector } from "../connector.ts";
import { listOf } from "../signing-secrets.ts";
import { messagesOfEvents } from "./messages.ts";

/** SendGrid: what became of mail that went out by its SMTP server. */
export const sendgrid: Connector = {
  name: "sendgrid",
  title: "SendGrid",
  sender: "SendGrid",
  about: `One webhook holds several events. The mailbox is \`email\`, and the mail is \`smtp-id\`.`,
  secrets: {
    name: "SENDGRID_WEBHOOK_PUBLIC_KEYS",
    schema: listOf(
      z.string().refine(isKey, { error: "must each be the base64 of an ECDSA public key" }),
    ),
    example: "",
  },
  signedBy: ["X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"],
  async verify(keys) {
    const { createSendgridVerifier } = await import("./verify.ts");
    return createSendgridVerifier(keys);
  },
  messages: messagesOfEvents,
  async translate() {
    const { translateSendgrid } = await import("./translate.ts");
    return translateSendgrid;
  },
  async table() {
    const { SENDGRID_TABLE } = await import("./table.ts");
    return SENDGRID_TABLE;
  },
  asks: null,
};

function isKey(text: string): boolean {
  try {
    const key = createPublicKey({ key: text, format: "der", type: "spki", encoding: "base64" });
    return key.asymmetricKeyType === "ec";
  } catch {
    return false;
  }
}
