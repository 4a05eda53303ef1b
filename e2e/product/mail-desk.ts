import { once } from "node:events";
import { createServer } from "node:http";
import { startSmtpSink } from "../../packages/server/test/support/smtp-sink.ts";

/** A mail as its recipient sees it; the two headers as they stand in it, without their names. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly listUnsubscribe: string;
  readonly listUnsubscribePost: string;
}

/** A real mail server for the product, and an address where the tests, other processes, read what it took. */
export interface MailDesk {
  readonly smtpUrl: string;
  /** Answers all mails as JSON. */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the desk on two free ports. */
export async function openMailDesk(): Promise<MailDesk> {
  const sink = await startSmtpSink();
  const http = createServer((_request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(sink.mails.map(asRead)));
  }).listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("A TCP port was asked for");
  return {
    smtpUrl: sink.url,
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      http.close();
      http.closeAllConnections();
      await sink.close();
    },
  };
}

function asRead({ to, parsed }: Awaited<ReturnType<typeof startSmtpSink>>["mails"][number]): Mail {
  const header = (name: string) => {
    const line = parsed.headerLines.find(({ key }) => key === name)?.line ?? "";
    return line
      .slice(line.indexOf(":") + 1)
      .replaceAll(/\r?\n\s+/g, "")
      .trim();
  };
  return {
    to: to[0] ?? "",
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html || "",
    listUnsubscribe: header("list-unsubscribe"),
    listUnsubscribePost: header("list-unsubscribe-post"),
  };
}
