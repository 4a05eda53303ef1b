import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NewOperator } from "@followthrough/core/contract";
import { addFirstOperator } from "../../access/manage-operators.ts";
import {
  type EmbeddedPostgres,
  makeDataFolder,
  openEmbeddedPostgres,
} from "../../embedded-postgres/index.ts";
import { openPool } from "../../platform/postgres/database.ts";
import { beginParts } from "../cli/supervise.ts";
import { type Config, readConfig } from "../config.ts";
import { loadSecrets, type ServerSecrets } from "../secrets.ts";
import { openAccess } from "./console-access.ts";
import { hasMailbox } from "./mail-settings.ts";
import { createLog, openPolicy } from "./open-context.ts";
import { upgrade } from "./upgrade.ts";

/** Opens the database, brings it up to date, and runs API and worker until a signal comes. */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // Before anything is opened: otherwise two processes would report its problems at the same time.
  await openPolicy(config);
  const log = createLog(config);
  const entry = fileURLToPath(new URL("../cli.js", import.meta.url));
  const parts = beginParts(entry, ["api", "worker"], await keepCompiled(config));
  let postgres: EmbeddedPostgres | null = null;
  try {
    if (config.databaseUrl === undefined) {
      const { dataDir } = config;
      postgres = await openEmbeddedPostgres({ dataDir, log: (line) => log.info(line) });
    }
    const url = postgres?.connectionString ?? config.databaseUrl;
    if (url === undefined) throw new Error("The database must be open by now");
    await upgrade(config, url);
    const secrets = await loadSecrets(config);
    const firstOperator = await makeFirstOperator(config, secrets, url);
    const environment = {
      ...process.env,
      DATABASE_URL: url,
      CHECKOUT_API_KEY: secrets.apiKey,
      LINK_SECRET: secrets.linkSecret,
    };
    const ended = await parts.run(environment, () => announceReady(config, secrets, firstOperator));
    if (ended !== null) {
      log.error(`the ${ended} ended unexpectedly; everything is stopped`);
      process.exitCode = 1;
    }
  } finally {
    await parts.stop();
    await postgres?.stop();
  }
}

/** If the product has a data folder of its own, Node keeps compiled code there for the next start. */
async function keepCompiled({ databaseUrl, dataDir }: Config): Promise<NodeJS.ProcessEnv> {
  if (databaseUrl !== undefined) return {};
  await makeDataFolder(dataDir);
  return { NODE_COMPILE_CACHE: join(dataDir, "compiled") };
}

/** Reports the product's URLs to the process that started it, and prints the key once. */
function announceReady(config: Config, secrets: ServerSecrets, operator: NewOperator | null): void {
  const url = `http://${config.apiHost}:${config.apiPort}`;
  const key = secrets.isNewKey ? secrets.apiKey : null;
  process.send?.({
    type: "ready",
    api: { url, docsUrl: `${url}/docs`, mailboxUrl: hasMailbox(config) ? `${url}/mailbox` : null },
    apiKey: { value: key, file: secrets.file },
    console: { url: `${url}/console/`, operator },
    apiKeyForStorefront: secrets.apiKey,
  });
  if (process.send !== undefined) return;
  console.log(`API ${url} · reference ${url}/docs`);
  console.log(`Console ${url}/console/`);
  if (operator !== null) {
    console.log(`First operator, shown once: ${operator.email} ${operator.password}`);
  }
  console.log(key === null ? `API key: ${secrets.file}` : `API key, shown once: ${key}`);
}

/** In development somebody can sign in from the first start on. Elsewhere `operator add` adds the first operator. */
async function makeFirstOperator(
  config: Config,
  secrets: ServerSecrets,
  url: string,
): Promise<NewOperator | null> {
  if (config.isProduction) return null;
  const pool = openPool(url, 1);
  const access = openAccess(config, secrets, url);
  try {
    return await addFirstOperator({ pool }, access, FIRST_OPERATOR);
  } finally {
    await Promise.all([access.close(), pool.end()]);
  }
}

const FIRST_OPERATOR = {
  email: "operator@localhost.example",
  name: "First operator",
  role: "admin",
} as const;
