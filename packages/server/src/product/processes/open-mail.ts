import { readFile } from "node:fs/promises";
import { storeMail } from "../../delivery/sql/mailbox.ts";
import { createDkimSigner, type DkimSigner } from "../../mail/dkim.ts";
import { createMailboxTransport } from "../../mail/mailbox-transport.ts";
import { createResendTransport } from "../../mail/resend-transport.ts";
import { createSmtpTransport } from "../../mail/smtp-transport.ts";
import type { MailTransport } from "../../mail/transport.ts";
import type { AppContext } from "../app-context.ts";
import { type Config, ConfigError } from "../config.ts";

// A server that has not sent its greeting by then is considered dead.
const CONNECT_TIMEOUT_MS = 10_000;

/** The mail transport that the environment configures. */
export function openTransport({ pool }: AppContext, config: Config): MailTransport {
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

/** The signer for mail sent by SMTP; Resend does its own signing. @throws ConfigError for a bad key */
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
