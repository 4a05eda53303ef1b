import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { z } from "zod";

const Message = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
});

/** A message with a correct signature. */
type ReceivedMessage = z.infer<typeof Message> & { readonly id: string };

/** A shop's own server, which verifies its webhooks by Standard Webhooks. */
interface WebhookReceiver {
  readonly url: string;
  /** With the wrong key, verification throws in the receiver and nothing is kept. */
  readonly secret: string;
  /** Every message each time that it came, regardless of the answer. */
  readonly messages: ReceivedMessage[];
  /** How many requests were refused because of their signature. */
  readonly forged: () => number;
  /** Answers with these statuses in sequence, then with 204 again. */
  answerNext(...statuses: readonly number[]): void;
  /** Answers with this status until the next call. */
  answerAlways(status: number): void;
  close(): Promise<void>;
}

/** Starts one on loopback. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const secret = `whsec_${Buffer.from("the secret of these tests").toString("base64")}`;
  const webhook = new Webhook(secret);
  const messages: ReceivedMessage[] = [];
  const answers: number[] = [];
  let usual = 204;
  let forged = 0;

  const take = (body: string, headers: IncomingHttpHeaders): number => {
    try {
      const named = z.record(z.string(), z.string()).parse(headers);
      const message = Message.parse(webhook.verify(body, named));
      messages.push({ ...message, id: String(headers["webhook-id"]) });
    } catch {
      forged += 1;
      return 401;
    }
    return answers.shift() ?? usual;
  };

  const server = createServer(async (request, response) => {
    const status = take(await text(request), request.headers);
    // The redirect leads back here, so a client that follows it calls twice.
    response.writeHead(status, { connection: "close", location: "/elsewhere" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    secret,
    messages,
    forged: () => forged,
    answerNext: (...statuses) => void answers.push(...statuses),
    answerAlways(status) {
      usual = status;
    },
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}
