import { simpleParser } from "mailparser";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { answerParent } from "./answer-parent.ts";

/** Which mail to send, and how. */
const Sending = z.object({
  port: z.number(),
  mails: z.number(),
  connections: z.number(),
  mailsPerConnection: z.number(),
  /** A message as the product sent it; its contents are sent again. */
  sample: z.string(),
});

answerParent(Sending, async ({ port, mails, connections, mailsPerConnection, sample }) => {
  const { html, text, subject } = await simpleParser(Buffer.from(sample, "latin1"));
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: mailsPerConnection,
  });
  let begun = 0;
  // One more for each connection, so that none waits for its next mail to be made.
  await Promise.all(
    Array.from({ length: 2 * connections }, async () => {
      while (begun < mails) {
        begun += 1;
        await transport.sendMail({
          from: "Bench <orders@shop.test>",
          to: `m-${begun}@mail-${begun % 50}.test`,
          subject: subject ?? "",
          text: text ?? "",
          html: html || "",
          messageId: `<${begun}@shop.test>`,
          headers: {
            "List-Unsubscribe": "<https://shop.test/api/unsubscribe?token=0123456789>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          },
        });
      }
    }),
  );
  transport.close();
  return { sent: begun };
});
