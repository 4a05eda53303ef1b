import { type Connector, oneMessage } from "../connector.ts";
import { signingSecrets, standardSecretList } from "../signing-secrets.ts";

/** Resend: what became of mail that went out by its API or its SMTP server. */
export const resend: Connector = {
  name: "resend",
  title: "Resend",
  sender: "Resend",
  about: `The mailbox is \`data.to\`, or \`data.email\` of a suppression. The mail is the \`Message-ID\` in
\`data.headers\`, or \`data.message_id\`.`,
  secrets: signingSecrets("RESEND_WEBHOOK_SECRETS", standardSecretList),
  signedBy: ["svix-id", "svix-timestamp", "svix-signature"],
  async verify(secrets) {
    const { createStandardVerifier } = await import("../standard-verifier.ts");
    return createStandardVerifier(secrets, "svix");
  },
  messages: oneMessage,
  async translate() {
    const { translateResend } = await import("./translate.ts");
    return translateResend;
  },
  async table() {
    const { RESEND_TABLE } = await import("./table.ts");
    return RESEND_TABLE;
  },
  asks: null,
};
