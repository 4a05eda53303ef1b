import { z } from "zod";
import { type Connector, oneMessage } from "../connector.ts";
import { listOf } from "../signing-secrets.ts";

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/;

/** Amazon SES: what became of mail that went out by its SMTP server, over topics of Amazon SNS. */
export const ses: Connector = {
  name: "ses",
  title: "Amazon SES",
  sender: "Amazon SNS",
  about: `Notifications and published events, over the topics of Amazon SNS that the setting names. The signature is in
the body. The mailboxes are those that the bounce or the complaint lists. The mail is the \`Message-ID\` in
\`mail.headers\`, if SES includes the original headers.`,
  secrets: {
    name: "SES_TOPIC_ARNS",
    schema: listOf(
      z.string().regex(TOPIC_ARN, { error: "must each be the ARN of a topic of Amazon SNS" }),
    ),
    example: "",
  },
  signedBy: ["Signature"],
  async verify(topics) {
    const { createSnsVerifier } = await import("./verify.ts");
    return createSnsVerifier(topics);
  },
  messages: oneMessage,
  async translate() {
    const { translateSes } = await import("./translate.ts");
    return translateSes;
  },
  async table() {
    const { SES_TABLE } = await import("./table.ts");
    return SES_TABLE;
  },
  asks: null,
};
