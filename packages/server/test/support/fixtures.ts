import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const FOLDER = fileURLToPath(new URL("../../../../../shared/fixtures/", import.meta.url));

/** Whether the providers' real payloads are present. Clones elsewhere have none, and skip the tests that use them. */
export const HAS_FIXTURES = existsSync(FOLDER);

/** Reports in one line which tests are skipped when the payloads are missing. */
export function tellOfFixtures(file: string): void {
  if (!HAS_FIXTURES) console.warn(`${file}: skipped, as there are no real payloads in ${FOLDER}`);
}

const Resources = z.record(z.string(), z.record(z.string(), z.unknown()));
const Shopify = z.object({ topic: z.string(), payload: z.record(z.string(), z.unknown()) });

/** Stripe's own example of a resource, with these changes. */
export function stripeResource(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const all = Resources.parse(JSON.parse(readFileSync(`${FOLDER}stripe/resources.json`, "utf8")));
  const resource = all[name];
  if (resource === undefined) throw new Error(`There is no resource ${name}`);
  return { ...resource, ...changes };
}

/** Every Stripe resource for which there is an example. */
export function stripeResources(): string[] {
  return Object.keys(
    Resources.parse(JSON.parse(readFileSync(`${FOLDER}stripe/resources.json`, "utf8"))),
  );
}

/** The topic and the body of Shopify's own example, byte for byte as in the file. */
export function shopifyPayload(name: string): { readonly topic: string; readonly body: string } {
  const text = readFileSync(`${FOLDER}shopify/${name}.json`, "utf8");
  const { topic } = Shopify.parse(JSON.parse(text));
  // Kept as text: parsing would round the ids.
  const body = /"payload":\s*(\{[\s\S]*\})\s*\}\s*$/.exec(text)?.[1];
  if (body === undefined) throw new Error(`${name} has no payload`);
  return { topic, body };
}
