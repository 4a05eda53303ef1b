import path from "node:path";
import { type Child, ROOT, startChild, untilItAnswers } from "./child.ts";

/** What a server of the tests is started with. */
export interface ServerOptions {
  /** Names its log. */
  readonly name: string;
  readonly port: number;
  readonly dataDir: string;
  readonly apiKey: string;
  readonly storefrontUrl: string;
  readonly linkSecret: string;
  /** Without one, mail lands on the mailbox page. */
  readonly smtpUrl?: string;
  /** Without one, the endpoint of Standard Webhooks is closed. */
  readonly webhookSecret?: string;
}

/** Starts database, API and worker as `followthrough serve` does, and waits until they are ready. */
export async function startServer(options: ServerOptions): Promise<Child> {
  const { name, port, dataDir, apiKey, linkSecret, storefrontUrl } = options;
  const { smtpUrl, webhookSecret } = options;
  const server = startChild(
    name,
    [path.join(ROOT, "packages", "server", "dist", "product", "cli.js"), "serve"],
    {
      API_PORT: String(port),
      DATA_DIR: dataDir,
      CHECKOUT_API_KEY: apiKey,
      LINK_SECRET: linkSecret,
      STOREFRONT_URL: storefrontUrl,
      LOG_LEVEL: "debug",
      // Once a year: a sweep that nobody asked for would take mail away from the test that waits for it.
      SWEEP_CRON: "0 0 1 1 *",
      // Without quiet hours: the tests run at night too.
      RECOVERY_POLICY: path.join(ROOT, "docs", "examples", "trying-out.yaml"),
      ...(smtpUrl !== undefined && { SMTP_URL: smtpUrl }),
      ...(webhookSecret !== undefined && { STANDARD_WEBHOOK_SECRETS: webhookSecret }),
    },
  );
  try {
    await untilItAnswers(server, `http://127.0.0.1:${port}/readyz`);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
