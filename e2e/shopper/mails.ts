import { expect } from "@playwright/test";
import type { Mail } from "../product/mail-desk.ts";

/** The mailboxes of all shoppers. */
export interface Mails {
  /** What has arrived for an address, oldest first. */
  to(address: string): Promise<readonly Mail[]>;
  /** Waits for the first mail, and makes sure that it is alone. */
  only(address: string): Promise<Mail>;
}

/** Reads the mail desk at `url`. */
export function openMails(url: string): Mails {
  async function to(address: string): Promise<readonly Mail[]> {
    const response = await fetch(url);
    const mails: readonly Mail[] = await response.json();
    return mails.filter((mail) => mail.to === address);
  }
  return {
    to,
    async only(address) {
      await expect.poll(async () => (await to(address)).length).toBe(1);
      const [mail] = await to(address);
      if (mail === undefined) throw new Error("It was there a moment ago");
      return mail;
    },
  };
}

/** The link of a mail's text that goes on with the order. */
export function resumeLinkOf(mail: Mail): string {
  const link = /https?:\/\/\S+\/checkout\/resume\?\S+/.exec(mail.text)?.[0];
  if (link === undefined) throw new Error(`The mail has no resume link:\n${mail.text}`);
  return link;
}
