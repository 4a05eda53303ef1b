import type { Config } from "../config.ts";

/** Whether mail goes to the development mailbox. */
export function hasMailbox(config: Config): boolean {
  return config.smtpUrl === undefined && config.resend === undefined && !config.isProduction;
}

/** The right half of Message-IDs: the sender's own domain, as receivers expect. */
export function mailDomain({ mailFrom }: Config): string {
  return /@([A-Za-z0-9.-]+)/.exec(mailFrom)?.[1] ?? "followthrough.invalid";
}
