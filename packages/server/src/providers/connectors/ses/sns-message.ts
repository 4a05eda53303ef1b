import { z } from "zod";

const common = {
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.string(),
  SigningCertURL: z.string(),
};

const subscription = { ...common, Token: z.string(), SubscribeURL: z.string() };

/** The messages of Amazon SNS, in the JSON that it posts. */
export const SnsMessage = z.discriminatedUnion("Type", [
  z.object({ Type: z.literal("Notification"), Subject: z.string().nullish(), ...common }),
  z.object({ Type: z.literal("SubscriptionConfirmation"), ...subscription }),
  z.object({ Type: z.literal("UnsubscribeConfirmation"), ...subscription }),
]);

/** A message of Amazon SNS. */
export type SnsMessage = z.infer<typeof SnsMessage>;

/**
 * What the signature of a message covers: these fields in this order, each name and value on a line of its own.
 * Source: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
 */
export function signedText(message: SnsMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const fields: Readonly<Record<string, string | null | undefined>> =
    message.Type === "Notification"
      ? { Message, MessageId, Subject: message.Subject, Timestamp, TopicArn, Type }
      : {
          Message,
          MessageId,
          SubscribeURL: message.SubscribeURL,
          Timestamp,
          Token: message.Token,
          TopicArn,
          Type,
        };
  return Object.entries(fields)
    .filter(([, value]) => typeof value === "string")
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}
