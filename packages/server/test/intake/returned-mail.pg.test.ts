import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { takeReturnedMail } from "../../src/intake/take-returned-mail.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { promptOf, putPrompted } from "../support/prompts.ts";
import { complaintReport, deliveryReport, type ReportOptions } from "../support/returned-mails.ts";

let shop: TestApp;
beforeAll(async () => {
  shop = await startTestApp();
});
afterAll(() => shop.close());

/** An order whose shopper was written to. @returns the mail's Message-ID */
async function written(orderId: string): Promise<string> {
  await shop.api.putMember(orderId);
  await putPrompted(shop, orderId, { memberId: orderId });
  await shop.deliver();
  const { messageId, state } = await promptOf(shop, orderId);
  expect(state).toBe("sent");
  return messageId;
}

const suppressed = async (address: string) =>
  (await shop.sql("select reason from address_suppressions where address = $1", [address])).map(
    ({ reason }) => reason,
  );

const bounceOf = (address: string, options: ReportOptions = {}) =>
  deliveryReport([{ finalRecipient: `rfc822; ${address}` }], options);

describe("a mail to the return mailbox", () => {
  test("about a mail of ours stops mail to its recipient, and the order is decided again", async () => {
    const messageId = await written("back");

    const said = await takeReturnedMail(
      shop.context,
      bounceOf("ada@elsewhere.example", { messageId }),
    );

    expect(said).toBe(`Mail to the recipient of ${messageId}, about order back, stops: bounced.`);
    expect(await suppressed("back@shoppers.example")).toEqual(["bounced"]);
    expect(await suppressed("ada@elsewhere.example")).toEqual([]);
    const { events, nextActionAt } = await shop.api.read("back");
    expect(events.at(-1)).toMatchObject({
      kind: "reconsidered",
      actor: "mail",
      note: "Mail to the address bounced",
    });
    expect(Date.parse(nextActionAt ?? "")).toBeLessThanOrEqual(Date.now());
  });

  test("that comes again changes nothing", async () => {
    const messageId = await written("again");
    await takeReturnedMail(shop.context, bounceOf("again@shoppers.example", { messageId }));
    await shop.sweep();
    const { version } = await shop.api.read("again");

    await takeReturnedMail(shop.context, bounceOf("again@shoppers.example", { messageId }));

    expect((await shop.api.read("again")).version).toBe(version);
  });

  test("about a complaint stops mail, too", async () => {
    const messageId = await written("annoyed");
    await takeReturnedMail(shop.context, complaintReport("abuse", ["hidden"], { messageId }));
    expect(await suppressed("annoyed@shoppers.example")).not.toEqual([]);
  });

  test("that names no mail is believed about an address that was written to lately", async () => {
    await written("lately");
    const said = await takeReturnedMail(shop.context, bounceOf("Lately@Shoppers.example"));
    expect(said).toBe("Mail to lately@shoppers.example stops: bounced.");
    expect(await suppressed("lately@shoppers.example")).toEqual(["bounced"]);
  });

  test("that names no mail is not believed about an address that was written to long ago", async () => {
    await written("long-ago");
    await shop.sql(
      "update prompts set sent_at = now() - interval '15 days' where order_id = 'long-ago'",
    );
    await takeReturnedMail(shop.context, bounceOf("long-ago@shoppers.example"));
    expect(await suppressed("long-ago@shoppers.example")).toEqual([]);
  });

  test("can't stop mail to a stranger, nor to somebody whose mail waits", async () => {
    await shop.api.putMember("waits");
    await putPrompted(shop, "waits", { memberId: "waits" });
    const { messageId } = await promptOf(shop, "waits");
    for (const address of ["stranger@example.com", "waits@shoppers.example"]) {
      const said = await takeReturnedMail(
        shop.context,
        bounceOf(address, { messageId, headers: ["References: <forged@shop.example>"] }),
      );
      expect(said).toBe("Nothing to do. It names no mail that was sent from here.");
      expect(await suppressed(address)).toEqual([]);
    }
  });
});

const CLI = fileURLToPath(new URL("../../src/product/cli.ts", import.meta.url));

/** Runs `followthrough returned-mail` with this mail. */
async function run(raw: string | Buffer, databaseUrl: string) {
  const child = spawn(
    process.execPath,
    ["--conditions", "@followthrough/source", CLI, "returned-mail"],
    {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        CHECKOUT_API_KEY: "the key of this test",
        LINK_SECRET: "the link secret of this test, of 40 bytes",
        LOG_LEVEL: "silent",
      },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  child.stdin.end(raw);
  const [code] = await once(child, "exit");
  return { code, output: await output, errors: await errors };
}

describe("the command that a mail server pipes returned mail to", () => {
  test("stops mail and ends with 0", async () => {
    const messageId = await written("piped");
    const { code, output } = await run(
      bounceOf("piped@shoppers.example", { messageId }),
      shop.connectionString,
    );
    expect([code, output]).toEqual([
      0,
      `Mail to the recipient of ${messageId}, about order piped, stops: bounced.\n`,
    ]);
    expect(await suppressed("piped@shoppers.example")).toEqual(["bounced"]);
  });

  test.each([
    ["any other mail", "Subject: Hello\r\n\r\nHello"],
    ["a mail of eleven megabytes", Buffer.alloc(11 * 1024 * 1024, "a")],
  ])("does nothing with %s, and ends with 0", async (_what, raw) => {
    const { code, output } = await run(raw, shop.connectionString);
    expect([code, output]).toEqual([0, expect.stringMatching(/^Nothing to do\. /)]);
  });

  test("ends with 75 while the database is away, so that the mail is kept", async () => {
    const { code, output, errors } = await run(
      bounceOf("ada@example.com"),
      "postgres://nobody@127.0.0.1:9/nothing",
    );
    expect([code, output]).toEqual([75, ""]);
    expect(errors).toContain("ECONNREFUSED");
  });
});
