import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { pino } from "pino";
import { readConfig } from "../config.ts";
import { buildApp } from "../http/app.ts";
import { appOptions } from "./api.ts";
import { closeContext, contextFor } from "./open-context.ts";

const NOWHERE = "postgres://127.0.0.1/none";

/** The OpenAPI document, made from the code alone: it needs no database. */
export async function describeApi(version: string): Promise<string> {
  const config = readConfig({ NODE_ENV: "production", SMTP_URL: "smtp://127.0.0.1" });
  const secrets = { apiKey: "", linkSecret: "", isNewKey: false, file: "" };
  const log = pino({ level: "silent" });
  const context = contextFor(
    NOWHERE,
    {
      start: { policy: DEFAULT_POLICY, source: "default" },
      sweepPace: config.sweepPace,
      asks: [],
      program: null,
      countsTest: false,
      goLiveAt: null,
    },
    log,
  );
  const app = await buildApp({ ...(await appOptions(context, config, secrets, NOWHERE)), version });
  const document = app.swagger();
  await app.close();
  await closeContext(context);
  return `${JSON.stringify(document, null, 2)}\n`;
}
