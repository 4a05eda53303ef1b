import { readFile } from "node:fs/promises";
import { type Config, ConfigError } from "../config.ts";
import { storeMail } from "../db/mailbox.ts";
import { createDkimSigner, type DkimSigner } from "../email/dkim.ts";
import { createMailboxTransport } from "../email/mailbox-transport.ts";
import { createResendTransport } from "../email/resend-transport.ts";
import { createSmtpTransport } from "../email/smtp-transport.ts";
import type { MailTransport } from "../email/transport.ts";
import type { Context } from "../usecases/context.ts";

// A server that does not greet by then is taken for dead.
const CONNECT_TIMEOUT_MS = 10_000;

/** The way out for mail that the environment names. */
export function openTransport({ pool }: Context, config: Config): MailTransport {
  const { sendDeadlineMs } = config;
  if (config.resend !== undefined) {
    const { apiKey, apiBase: baseUrl } = config.resend;
    return createResendTransport({ apiKey, baseUrl, sendTimeoutMs: sendDeadlineMs });
  }
  if (config.smtpUrl === undefined) {
    return createMailboxTransport((mail) =>
      storeMail(pool, { ...mail, recipient: mail.envelope.to }),
    );
  }
  return createSmtpTransport({
    url: config.smtpUrl,
    connectionTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, sendDeadlineMs),
    greetingTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, sendDeadlineMs),
    socketTimeoutMs: sendDeadlineMs,
    sendTimeoutMs: sendDeadlineMs,
  });
}

/** The signer for what goes out by SMTP; Resend signs by itself. @throws ConfigError for a bad key */
export async function openSigner({ dkim, resend }: Config): Promise<{ sign?: DkimSigner }> {
  if (dkim === undefined || resend !== undefined) return {};
  const { domain, selector, privateKeyFile } = dkim;
  try {
    const privateKey = await readFile(privateKeyFile, "utf8");
    return { sign: createDkimSigner({ domain, selector, privateKey }) };
  } catch (error) {
    throw new ConfigError(
      `DKIM_PRIVATE_KEY_FILE: ${error instanceof Error ? error.message : error}`,
    );
  }
}
