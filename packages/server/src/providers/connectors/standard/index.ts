import { type Connector, oneMessage } from "../connector.ts";
import { signingSecrets, standardSecretList } from "../signing-secrets.ts";

/** Any backend that signs as the Standard Webhooks specification says. */
export const standard: Connector = {
  name: "standard",
  title: "Standard Webhooks",
  sender: "any backend",
  about:
    "The backend itself reports the status of each stage: see [webhooks.md](webhooks.md#a-backend-of-your-own).",
  secrets: signingSecrets("STANDARD_WEBHOOK_SECRETS", standardSecretList),
  signedBy: ["webhook-id", "webhook-timestamp", "webhook-signature"],
  async verify(secrets) {
    const { createStandardVerifier } = await import("../standard-verifier.ts");
    return createStandardVerifier(secrets);
  },
  messages: oneMessage,
  async translate() {
    const { translateStandard } = await import("./translate.ts");
    return translateStandard;
  },
  table: async () => [],
  asks: null,
};
