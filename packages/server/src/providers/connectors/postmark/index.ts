import { type Connector, oneMessage } from "../connector.ts";
import { signingSecrets } from "../signing-secrets.ts";

/** Postmark: what became of mail that went out by its SMTP server. */
export const postmark: Connector = {
  name: "postmark",
  title: "Postmark",
  sender: "Postmark",
  about: `Postmark signs nothing. Its webhooks prove by HTTP basic authentication that they know the secret: it is the
password in the webhook's URL, with any user name. The mailbox is \`Email\` or \`Recipient\`. Postmark replaces the
\`Message-ID\`, so the mail is not known.`,
  secrets: signingSecrets("POSTMARK_WEBHOOK_SECRETS"),
  signedBy: ["Authorization"],
  async verify(secrets) {
    const { createPostmarkVerifier } = await import("./verify.ts");
    return createPostmarkVerifier(secrets);
  },
  messages: oneMessage,
  async translate() {
    const { translatePostmark } = await import("./translate.ts");
    return translatePostmark;
  },
  async table() {
    const { POSTMARK_TABLE } = await import("./table.ts");
    return POSTMARK_TABLE;
  },
  asks: null,
};
