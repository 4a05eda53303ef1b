import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth";
import { describe, expect, test } from "vitest";
import { composeRecoveryMail } from "../../src/delivery/mail/compose-recovery-mail.ts";
import { createDkimSigner } from "../../src/mail/dkim.ts";

const SPKI = { type: "spki", format: "pem" } as const;
const PKCS8 = { type: "pkcs8", format: "pem" } as const;

function rsaKeys(modulusLength: number, lock: { cipher?: string; passphrase?: string } = {}) {
  return generateKeyPairSync("rsa", {
    modulusLength,
    publicKeyEncoding: SPKI,
    privateKeyEncoding: { ...PKCS8, ...lock },
  });
}

const { publicKey, privateKey } = rsaKeys(2048);
const RECORD = `v=DKIM1; k=rsa; p=${publicKey.replace(/-----[^-]+-----|\s/g, "")}`;
const OPTIONS = { domain: "shop.test", selector: "mail", privateKey };

async function signedMail(): Promise<string> {
  const mail = await composeRecoveryMail(
    { subject: "Bestellung 1042", html: "<p>Grüße, ✓</p>", text: "Grüße, ✓\n.\nEnde\n" },
    {
      messageId: "<prompt.7f3a@shop.test>",
      from: "Hearth & Oak <orders@shop.test>",
      to: "ada@example.test",
      date: new Date("2026-03-06T09:00:00Z"),
      unsubscribeUrl: `https://shop.test/unsubscribe/${"t".repeat(400)}`,
      sign: createDkimSigner(OPTIONS),
    },
  );
  return mail.raw.toString("latin1");
}

/** The verdict of a receiving server, with the shop's key as the only one in DNS. */
async function verdictOn(raw: string) {
  const { results } = await dkimVerify(raw, {
    strict: true,
    resolver: async (name) => {
      expect(name).toBe("mail._domainkey.shop.test");
      return [[RECORD]];
    },
  });
  return results.map(({ status, signingDomain }) => ({ ...status, signingDomain }));
}

describe("a signed mail", () => {
  test("passes at a receiving server, in the shop's name", async () => {
    expect(await verdictOn(await signedMail())).toMatchObject([
      { result: "pass", signingDomain: "shop.test", aligned: "shop.test" },
    ]);
  });

  test("has both one-click headers among the signed ones, as RFC 8058 requires", async () => {
    const signature = (await signedMail()).split("\r\nContent-Type")[0]?.replace(/\s+/g, "");
    const signed = /;h=([^;]+);/.exec(signature ?? "")?.[1]?.split(":");
    expect(signed).toEqual(
      "from:to:subject:date:message-id:mime-version:content-type:auto-submitted:list-unsubscribe:list-unsubscribe-post".split(
        ":",
      ),
    );
  });

  test.each([
    ["List-Unsubscribe", "https://shop.test/unsubscribe/", "https://evil.test/unsubscribe/"],
    ["List-Unsubscribe-Post", "=One-Click", "=Two-Clicks"],
    ["From", "Hearth & Oak", "Heart & Oak"],
    ["Subject", "Subject: Bestellung", "Subject: Mahnung"],
    ["Auto-Submitted", "auto-generated", "no"],
    ["the text", "Ende", "Anfang"],
  ])("no longer passes once %s was changed", async (_what, from, to) => {
    const mail = await signedMail();
    const changed = mail.replace(from, to);
    expect(changed).not.toBe(mail);
    expect(await verdictOn(changed)).not.toMatchObject([{ result: "pass" }]);
  });

  test("is the same mail after its signature, with lines that every server accepts", async () => {
    const mail = await signedMail();
    expect(mail).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed;/);
    expect(mail.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of mail.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  });
});

describe("a key that could never sign is refused at startup", () => {
  const elliptic = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: SPKI,
    privateKeyEncoding: PKCS8,
  });
  const short = rsaKeys(512);
  const locked = rsaKeys(2048, { cipher: "aes-256-cbc", passphrase: "secret" });

  test.each([
    ["nothing", "", "not an unencrypted private key"],
    ["other text", "secret-but-no-key", "not an unencrypted private key"],
    ["the public one", publicKey, "not an unencrypted private key"],
    ["one with a passphrase", locked.privateKey, "not an unencrypted private key"],
    ["an elliptic one", elliptic.privateKey, "must be RSA, not ec"],
    ["a short one", short.privateKey, "at least 1024 bits"],
  ])("%s", (_what, key, message) => {
    const make = () => createDkimSigner({ ...OPTIONS, privateKey: key });
    expect(make).toThrow(message);
    expect(make).not.toThrow("secret");
  });

  test.each([
    ["domain", "shop.test; x=1"],
    ["domain", ""],
    ["selector", "mail\r\nBcc: a@b.test"],
  ])("and so is a %s of %j", (part, value) => {
    expect(() => createDkimSigner({ ...OPTIONS, [part]: value })).toThrow("not a host name");
  });
});
