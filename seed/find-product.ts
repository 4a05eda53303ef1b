import { readFile } from "node:fs/promises";
import path from "node:path";
import { connect, listSweeps } from "@followthrough/core/client";
import { z } from "zod";
import { SeedFailed } from "./seed-failed.ts";

const ROOT = path.dirname(import.meta.dirname);

const Secrets = z.object({ apiKey: z.string() });

/** A running product, and how to be let in. */
export interface Product {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Where the key was found, as a person would say it. */
  readonly keySource: string;
}

/**
 * Finds the product as `npm start` leaves it, with the same variables.
 *
 * @param apiUrl `null` for the address at which `npm start` puts the API
 * @throws {SeedFailed} when there is no key
 */
export async function findProduct(
  apiUrl: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Product> {
  const url = apiUrl ?? `http://127.0.0.1:${env.API_PORT || "8000"}`;
  if (env.CHECKOUT_API_KEY) {
    return { apiUrl: url, apiKey: env.CHECKOUT_API_KEY, keySource: "CHECKOUT_API_KEY" };
  }
  const file = path.join(path.resolve(ROOT, env.DATA_DIR || ".data"), "secrets.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new SeedFailed(
      `There is no API key: CHECKOUT_API_KEY is not set, and ${file} can't be read. ` +
        "Start the product once with `npm start`, which makes one.",
      { cause: error },
    );
  });
  return { apiUrl: url, apiKey: Secrets.parse(JSON.parse(text)).apiKey, keySource: file };
}

/** The first of the product's secrets of Standard Webhooks; `null` where none is set. */
export function readWebhookSecret(
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  return env.STANDARD_WEBHOOK_SECRETS?.split(",")[0]?.trim() || null;
}

/** Makes sure that the product answers and takes the key, before anything is sent. @throws {SeedFailed} if not */
export async function requireProduct({ apiUrl, apiKey, keySource }: Product): Promise<void> {
  const client = connect(apiUrl, apiKey);
  const { response, error } = await listSweeps({ client, query: { limit: 1 } });
  if (response === undefined) {
    throw new SeedFailed(
      `Nothing answers at ${apiUrl}. Start the product with \`npm start\` in another terminal. ` +
        "If it listens elsewhere, set the same API_PORT here or name the address with --api-url.",
      { cause: error },
    );
  }
  if (response.status === 401) {
    throw new SeedFailed(
      `The API at ${apiUrl} refuses the key from ${keySource}. ` +
        "Set CHECKOUT_API_KEY or DATA_DIR as the running product has them.",
    );
  }
  if (!response.ok) {
    throw new SeedFailed(
      `What answers at ${apiUrl} is not a Followthrough that is ready (${response.status}). ` +
        "Look at what `npm start` says, or name another address with --api-url.",
    );
  }
}
