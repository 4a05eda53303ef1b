import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { TestApp } from "./app.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";

const TIMEOUTS = {
  connectionTimeoutMs: 5_000,
  greetingTimeoutMs: 5_000,
  socketTimeoutMs: 5_000,
  sendTimeoutMs: 10_000,
};

/** A real mail server on loopback, with the shop's deliveries to it. */
export interface SmtpShop {
  readonly sink: SmtpSink;
  /** Delivers what is due. */
  deliver(): Promise<number>;
  /** The same, while the server knows no recipient. */
  bounce(): Promise<number>;
  /** The subjects of the mails that the server accepted for an address. */
  subjectsTo(address: string): string[];
  close(): Promise<void>;
}

/** @param shop as of now; it may be started later */
export async function openSmtpShop(shop: () => TestApp): Promise<SmtpShop> {
  const sink = await startSmtpSink();
  const transport = createSmtpTransport({ url: sink.url, ...TIMEOUTS });
  const deliver = () => shop().deliver({ transport });
  return {
    sink,
    deliver,
    async bounce() {
      sink.answer("rcpt", { code: 550, text: "5.1.1 No such user" });
      const sent = await deliver();
      sink.answer("rcpt", null);
      return sent;
    },
    subjectsTo: (address) =>
      sink.mails.filter(({ to }) => to.includes(address)).map(({ parsed }) => parsed.subject ?? ""),
    async close() {
      await transport.close();
      await sink.close();
    },
  };
}
