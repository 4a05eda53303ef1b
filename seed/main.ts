import { connect } from "@followthrough/core/client";
import { readArguments, type SeedOptions, USAGE } from "./arguments.ts";
import { fillShop } from "./fill/fill-shop.ts";
import { findProduct, readWebhookSecret, requireProduct } from "./find-product.ts";
import { planShop } from "./plan/plan-shop.ts";
import { readShop } from "./read-shop.ts";
import { SeedFailed } from "./seed-failed.ts";
import { renderSummary } from "./summary.ts";

try {
  const options = readArguments(process.argv.slice(2));
  if (options.isHelp) console.log(USAGE);
  else await seed(options);
} catch (error) {
  if (!(error instanceof SeedFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function seed(options: SeedOptions): Promise<void> {
  const product = await findProduct(options.apiUrl, process.env);
  await requireProduct(product);
  const { apiUrl, apiKey } = product;
  const client = connect(apiUrl, apiKey);
  const plan = planShop({ ...options, now: Date.now() });
  console.log(`Filling the shop at ${apiUrl} ...`);
  const added = await fillShop(client, plan, { webhookSecret: readWebhookSecret(process.env) });
  console.log(`\n${renderSummary(apiUrl, plan, added, await readShop(client, plan))}\n`);
}
