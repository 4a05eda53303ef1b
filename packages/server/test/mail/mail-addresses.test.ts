import { domainToASCII } from "node:url";
import { simpleParser } from "mailparser";
import { afterEach, describe, expect, test } from "vitest";
import { composeRecoveryMail } from "../../src/delivery/mail/compose-recovery-mail.ts";
import { createSmtpTransport } from "../../src/mail/smtp-transport.ts";
import type { SendOutcome } from "../../src/mail/transport.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const CONTENT = { subject: "Order 1042", html: "<p>Hello</p>", text: "Hello\n" };
const TIMEOUT_MS = 5_000;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

function compose(to: string) {
  return composeRecoveryMail(CONTENT, {
    messageId: "<prompt-1@shop.test>",
    from: "Hearth & Oak <orders@shop.test>",
    to,
    date: new Date("2026-03-06T09:00:00Z"),
    unsubscribeUrl: "https://shop.test/unsubscribe",
  });
}

async function sendTo(to: string, sink: SmtpSink): Promise<SendOutcome> {
  const transport = createSmtpTransport({
    url: sink.url,
    connectionTimeoutMs: TIMEOUT_MS,
    greetingTimeoutMs: TIMEOUT_MS,
    socketTimeoutMs: TIMEOUT_MS,
    sendTimeoutMs: TIMEOUT_MS,
  });
  open.push(transport);
  return transport.send(await compose(to));
}

async function startSink(settings: Parameters<typeof startSmtpSink>[0] = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(settings);
  open.push(sink);
  return sink;
}

// cspell:disable
const ADDRESSES: readonly {
  readonly to: string;
  readonly written: string;
  readonly header?: string;
}[] = [
  // RFC 5321 wants quotes around such dots; the server takes them off again.
  { to: "a..b@docomo.ne.jp", written: '"a..b"@docomo.ne.jp', header: '<"a..b"@docomo.ne.jp>' },
  { to: ".ada.@docomo.ne.jp", written: '".ada."@docomo.ne.jp', header: '<".ada."@docomo.ne.jp>' },
  { to: "o'hara+shop/a=b@shoppers.example", written: "o'hara+shop/a=b@shoppers.example" },
  { to: "ada@münchen.example", written: "ada@xn--mnchen-3ya.example" },
  { to: "ada@xn--mnchen-3ya.example", written: "ada@xn--mnchen-3ya.example" },
  { to: "用户@例え.テスト", written: "用户@例え.テスト" },
];

/** The sink shows domains in their own script. */
function inAscii(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + domainToASCII(address.slice(at));
}

describe("a mail server gets the address", () => {
  test.each(ADDRESSES)(
    "$to as $written, in the envelope and in the header",
    async ({ to, written, header = written }) => {
      const sink = await startSink();
      expect(await sendTo(to, sink)).toMatchObject({ kind: "accepted" });
      const [mail] = sink.mails;
      expect(mail?.raw.toString().match(/^To: (.*)\r$/m)?.[1]).toBe(header);
      expect(mail?.to.map(inAscii)).toEqual([inAscii(written)]);
      const { to: read } = await simpleParser(mail?.raw ?? "");
      expect(Array.isArray(read) ? read : read?.value).toHaveLength(1);
    },
  );
});

test("an address in another script is not given to a server that does not know such addresses", async () => {
  const sink = await startSink({ international: false });
  expect(await sendTo("用户@例え.テスト", sink)).toMatchObject({
    kind: "rejected",
    permanent: true,
    recipientRejected: false,
    response: expect.stringContaining("SMTPUTF8"),
  });
  expect(sink.mails).toEqual([]);
  // The server is well: a domain in another script needs no such server.
  expect(await sendTo("ada@例え.テスト", sink)).toMatchObject({ kind: "accepted" });
  expect(sink.mails[0]?.raw.toString()).toContain("To: ada@xn--r8jz45g.xn--zckzah");
});
// cspell:enable

test("the session stays for the next mail after such an address", async () => {
  const sink = await startSink({ international: false });
  const transport = createSmtpTransport({
    url: sink.url,
    connectionTimeoutMs: TIMEOUT_MS,
    greetingTimeoutMs: TIMEOUT_MS,
    socketTimeoutMs: TIMEOUT_MS,
    sendTimeoutMs: TIMEOUT_MS,
  });
  open.push(transport);
  await transport.send(await compose("ä@shoppers.example"));
  expect(await transport.send(await compose("ada@shoppers.example"))).toMatchObject({
    kind: "accepted",
  });
});
