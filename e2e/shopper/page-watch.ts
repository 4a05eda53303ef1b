import type { BrowserContext } from "@playwright/test";

/** Everything the pages of some browsers complained about. */
export interface PageWatch {
  /** Watches all pages of a browser context, the ones opened later too. */
  follow(context: BrowserContext): Promise<void>;
  /** Says that a complaint belongs to what is tested, such as a refused request. */
  expect(complaint: RegExp): void;
  /** The complaints that nobody expected. */
  unexpected(): readonly string[];
}

/** Begins to listen to consoles, uncaught errors and violations of the content security policy. */
export function watchPages(): PageWatch {
  const complaints: string[] = [];
  const expected: RegExp[] = [];
  return {
    async follow(context) {
      context.on("console", (message) => {
        if (!["error", "warning"].includes(message.type())) return;
        complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (event) => complaints.push(`uncaught: ${event.error().message}`));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
    },
    expect: (complaint) => void expected.push(complaint),
    unexpected: () => complaints.filter((text) => !expected.some((known) => known.test(text))),
  };
}
