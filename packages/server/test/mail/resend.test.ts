import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { composeRecoveryMail } from "../../src/delivery/mail/compose-recovery-mail.ts";
import { outcomeOfFetchError } from "../../src/mail/resend-outcome.ts";
import { createResendTransport } from "../../src/mail/resend-transport.ts";
import type { MailTransport, OutgoingMail } from "../../src/mail/transport.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

function keep<Part extends { close(): Promise<void> }>(part: Part): Part {
  open.push(part);
  return part;
}

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (answer: ServerResponse, heard: Heard) => void;

/** The API on loopback, with the given answers. */
async function startApi(respond: Answer) {
  const heard: Heard[] = [];
  const server = createServer(async (request, answer) => {
    const { method, url, headers } = request;
    const one = { method, url, headers, body: await text(request) };
    heard.push(one);
    respond(answer, one);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return keep({
    url: `http://127.0.0.1:${port}`,
    heard,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

const answerWith =
  (status: number, body: unknown): Answer =>
  (answer) =>
    void answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

const refuseWith = (statusCode: number, name: string, message = "No"): Answer =>
  answerWith(statusCode, { statusCode, name, message });

const hangUp: Answer = (answer) => void answer.destroy();
const TAKEN = answerWith(200, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" });

function transportTo(baseUrl: string, sendTimeoutMs = 10_000): MailTransport {
  return keep(createResendTransport({ apiKey: "re_test", baseUrl, sendTimeoutMs }));
}

async function mail(changes: Partial<OutgoingMail> = {}): Promise<OutgoingMail> {
  const composed = await composeRecoveryMail(
    { subject: "Bestellung 1042", html: "<p>Grüße</p>", text: "Grüße\n" },
    {
      messageId: "<prompt.7f3a@shop.test>",
      from: "Hearth & Oak <orders@shop.test>",
      to: "ada@example.test",
      date: new Date("2026-03-06T09:00:00Z"),
      unsubscribeUrl: "https://shop.test/unsubscribe/token",
    },
  );
  return { ...composed, ...changes };
}

describe("a request", () => {
  test("has the mail's parts, its unsubscribe headers, and its Message-ID as idempotency key", async () => {
    const api = await startApi(TAKEN);
    const outcome = await transportTo(api.url).send(await mail());
    expect(outcome).toEqual({
      kind: "accepted",
      response: "200 49a3999c-0ce1-4ea6-ab68-afcd6dc2e794",
    });
    expect(api.heard).toHaveLength(1);
    expect(api.heard[0]).toMatchObject({
      method: "POST",
      url: "/emails",
      headers: {
        authorization: "Bearer re_test",
        "content-type": "application/json",
        "idempotency-key": "prompt.7f3a@shop.test",
      },
    });
    expect(JSON.parse(api.heard[0]?.body ?? "")).toEqual({
      from: "Hearth & Oak <orders@shop.test>",
      to: ["ada@example.test"],
      subject: "Bestellung 1042",
      html: "<p>Grüße</p>",
      text: "Grüße\n",
      headers: {
        "Message-ID": "<prompt.7f3a@shop.test>",
        "List-Unsubscribe": "<https://shop.test/unsubscribe/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
      },
    });
  });

  test("has the same bytes on every attempt, as the API requires for a repeated key", async () => {
    const api = await startApi(TAKEN);
    for (const _ of [1, 2]) await transportTo(api.url).send(await mail());
    expect(api.heard[1]?.body).toBe(api.heard[0]?.body);
  });

  test("is sent only after the last look", async () => {
    const api = await startApi(TAKEN);
    const heardAtLook: number[] = [];
    const beforeEnd = async () => {
      heardAtLook.push(api.heard.length);
      return "go" as const;
    };
    await transportTo(api.url).send(await mail({ beforeEnd }));
    expect(heardAtLook).toEqual([0]);
    expect(api.heard).toHaveLength(1);
  });

  test("is not sent when the last look says stop, or throws", async () => {
    const api = await startApi(TAKEN);
    const transport = transportTo(api.url);
    expect(await transport.send(await mail({ beforeEnd: async () => "stop" }))).toEqual({
      kind: "stopped",
    });
    const beforeEnd = () => Promise.reject(new Error("the database is gone"));
    expect(await transport.send(await mail({ beforeEnd }))).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: false,
      error: { message: "the database is gone" },
    });
    expect(api.heard).toHaveLength(0);
  });

  test("is not sent when the last look has left no time for it, or the transport is closed", async () => {
    const api = await startApi(TAKEN);
    const transport = transportTo(api.url);
    expect(await transport.send(await mail({ timeoutMs: 0 }))).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: false,
    });
    await transport.close();
    expect(await transport.send(await mail())).toMatchObject({ kind: "failed_before_end" });
    expect(api.heard).toHaveLength(0);
  });

  test("does not follow a redirect with key and mail", async () => {
    const elsewhere = await startApi(TAKEN);
    const api = await startApi((answer) =>
      answer.writeHead(307, { location: `${elsewhere.url}/emails` }).end(),
    );
    expect(await transportTo(api.url).send(await mail())).toMatchObject({ kind: "rejected" });
    expect(elsewhere.heard).toHaveLength(0);
  });
});

describe("an attempt without an answer", () => {
  test("is repeated with the same key, and delivered once", async () => {
    const delivered = new Map<string, string>();
    const api = await startApi((answer, { headers, body }) => {
      const key = String(headers["idempotency-key"]);
      if (delivered.has(key)) return TAKEN(answer, { method: "", url: "", headers, body });
      delivered.set(key, body);
      answer.destroy();
    });
    const transport = transportTo(api.url);
    expect(transport.isIdempotent).toBe(true);
    expect(await transport.send(await mail())).toMatchObject({ kind: "ambiguous" });
    expect(await transport.send(await mail())).toMatchObject({ kind: "accepted" });
    expect(api.heard).toHaveLength(2);
    expect([...delivered.keys()]).toEqual(["prompt.7f3a@shop.test"]);
  });

  test.each<[string, Answer]>([
    ["hangs up", hangUp],
    [
      "hangs up in the middle of its answer",
      (answer) => {
        answer.writeHead(200, { "content-length": 100 }).write('{"id":');
        answer.socket?.destroySoon();
      },
    ],
    ["answers 500", refuseWith(500, "application_error")],
    ["answers 502 with a page", (answer) => void answer.writeHead(502).end("<html>")],
    ["accepts it without an id", answerWith(200, {})],
    ["accepts it with an unknown answer", (answer) => void answer.writeHead(200).end("ok")],
    ["knows the key from another body", refuseWith(409, "invalid_idempotent_request")],
  ])("is ambiguous if the API %s", async (_what, answer) => {
    const api = await startApi(answer);
    expect((await transportTo(api.url).send(await mail())).kind).toBe("ambiguous");
  });

  test.each<[string, Answer]>([
    ["before its answer", () => {}],
    ["in the middle of it", (answer) => void answer.writeHead(200).write('{"id":')],
  ])("ends in time if the API falls silent %s", async (_when, answer) => {
    const api = await startApi(answer);
    const bySetting = transportTo(api.url, 200).send(await mail());
    const byMail = transportTo(api.url).send(await mail({ timeoutMs: 200 }));
    expect(await bySetting).toMatchObject({ kind: "ambiguous" });
    expect(await byMail).toMatchObject({ kind: "ambiguous" });
  });
});

describe("certainly not sent", () => {
  test("is the outcome if no server listens", async () => {
    const gone = await startApi(TAKEN);
    await gone.close();
    open.splice(open.indexOf(gone), 1);
    expect(await transportTo(gone.url).send(await mail())).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: true,
    });
  });

  test("is the outcome if none of the host's IP addresses can be reached", () => {
    const refused = (code: string) =>
      Object.assign(new Error(`connect ${code}`), { code, syscall: "connect" });
    const cause = new AggregateError([refused("ECONNREFUSED"), refused("ENETUNREACH")]);
    expect(outcomeOfFetchError(new TypeError("fetch failed", { cause }))).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: true,
    });
  });

  test("is the outcome if the host name is unknown", () => {
    const reason = { code: "ENOTFOUND", syscall: "getaddrinfo" };
    const cause = Object.assign(new Error("getaddrinfo ENOTFOUND api.test"), reason);
    expect(outcomeOfFetchError(new TypeError("fetch failed", { cause }))).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: true,
      error: cause,
    });
  });

  test("is the outcome if TLS fails", async () => {
    const api = await startApi(TAKEN);
    const url = api.url.replace("http:", "https:");
    expect(await transportTo(url).send(await mail())).toMatchObject({
      kind: "failed_before_end",
      isConnectionError: true,
    });
  });
});

describe("a refusal of the API", () => {
  const temporary = { permanent: false, recipientRejected: false, isConnectionError: false };
  const nobody = { ...temporary, isConnectionError: true };
  const dead = { ...temporary, permanent: true };
  const badAddress = { ...dead, recipientRejected: true };
  const malformed =
    "Invalid `to` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.";

  test.each([
    [400, "validation_error", "An error was found", dead],
    [400, "invalid_idempotency_key", "Between 1 and 256 characters", dead],
    [401, "missing_api_key", "Missing API key", nobody],
    [403, "invalid_api_key", "API key is invalid", nobody],
    [403, "validation_error", "The shop.test domain is not verified", nobody],
    [404, "not_found", "No such endpoint", nobody],
    [409, "concurrent_idempotent_requests", "In progress", temporary],
    [409, "resource_locked", "Locked", temporary],
    [422, "missing_required_field", "Missing `subject`", dead],
    [422, "validation_error", malformed, badAddress],
    [422, "validation_error", malformed.replace("`to`", "`from`"), dead],
    [422, "validation_error", "Invalid `to` field. Please use our testing email address", dead],
    [429, "rate_limit_exceeded", "Too many requests", nobody],
    [429, "daily_quota_exceeded", "Daily quota", nobody],
  ] as const)("%d %s: %s", async (status, name, message, verdict) => {
    const api = await startApi(refuseWith(status, name, message));
    expect(await transportTo(api.url).send(await mail())).toEqual({
      kind: "rejected",
      ...verdict,
      response: `${status} ${name}: ${message}`,
    });
  });
});

test("a key that can't be a header is refused at startup, and is not in the error message", () => {
  const make = () =>
    createResendTransport({ apiKey: "re_se\ncret", baseUrl: "http://x.test", sendTimeoutMs: 1 });
  expect(make).toThrow("printable ASCII");
  expect(make).not.toThrow("cret");
});
