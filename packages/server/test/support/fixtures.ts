import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const FOLDER = fileURLToPath(new URL("../../../../../shared/fixtures/", import.meta.url));

/** Whether the providers' real payloads are there; a clone elsewhere has none, and tests of them are skipped. */
export const HAS_FIXTURES = existsSync(FOLDER);

/** Says in one line what is skipped where the payloads are absent. */
export function tellOfFixtures(file: string): void {
  if (!HAS_FIXTURES) console.warn(`${file}: skipped, as there are no real payloads in ${FOLDER}`);
}

const Resources = z.record(z.string(), z.record(z.string(), z.unknown()));
const Shopify = z.object({ topic: z.string(), payload: z.record(z.string(), z.unknown()) });

/** Stripe's own example of a resource, as far as it is changed here. */
export function stripeResource(
  name: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const all = Resources.parse(JSON.parse(readFileSync(`${FOLDER}stripe/resources.json`, "utf8")));
  const resource = all[name];
  if (resource === undefined) throw new Error(`There is no resource ${name}`);
  return { ...resource, ...changes };
}

/** Every resource of Stripe that there is an example of. */
export function stripeResources(): string[] {
  return Object.keys(
    Resources.parse(JSON.parse(readFileSync(`${FOLDER}stripe/resources.json`, "utf8"))),
  );
}

/** The body of Shopify's own example, byte for byte as it stands in the file, and its topic. */
export function shopifyPayload(name: string): { readonly topic: string; readonly body: string } {
  const text = readFileSync(`${FOLDER}shopify/${name}.json`, "utf8");
  const { topic } = Shopify.parse(JSON.parse(text));
  // As text: parsing would round the ids.
  const body = /"payload":\s*(\{[\s\S]*\})\s*\}\s*$/.exec(text)?.[1];
  if (body === undefined) throw new Error(`${name} has no payload`);
  return { topic, body };
}
