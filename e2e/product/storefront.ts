import { createRequire } from "node:module";
import path from "node:path";
import { type Child, ROOT, startChild, untilItAnswers } from "./child.ts";

const STOREFRONT = path.join(ROOT, "apps", "storefront");

/** What a storefront of the tests is started with. */
export interface StorefrontOptions {
  /** Names its log. */
  readonly name: string;
  readonly port: number;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built shop, and waits until it answers. */
export async function startStorefront(options: StorefrontOptions): Promise<Child> {
  const { name, port, apiUrl, apiKey, env = {} } = options;
  const storefront = startChild(
    name,
    [findNext(), "start", STOREFRONT, "--hostname", "127.0.0.1", "-p", String(port)],
    {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      CHECKOUT_API_URL: apiUrl,
      CHECKOUT_API_KEY: apiKey,
      ...env,
    },
  );
  try {
    await untilItAnswers(storefront, `http://127.0.0.1:${port}/`);
    return storefront;
  } catch (error) {
    await storefront.stop();
    throw error;
  }
}

function findNext(): string {
  const fromStorefront = createRequire(path.join(STOREFRONT, "package.json"));
  return path.join(
    path.dirname(fromStorefront.resolve("next/package.json")),
    "dist",
    "bin",
    "next",
  );
}
