import { expect, test } from "vitest";
import { z } from "zod";
import { referenceBy } from "../../../core/src/contract/provider-reference.ts";
import { ConfigError, readConfig } from "../../src/product/config.ts";
import type { Connector } from "../../src/providers/connectors/connector.ts";
import { CONNECTORS } from "../../src/providers/connectors/index.ts";
import {
  askedStage,
  openTranslators,
  openVerifiersOf,
} from "../../src/providers/connectors/open-connectors.ts";
import { ACME, acme } from "./acme/index.ts";

// A new provider needs one folder, `acme`, and its entry in one list.
const FOUR = [...CONNECTORS, acme];

/** A module of `npm run generate`. */
async function generator<Module>(name: string): Promise<Module> {
  const module: Module = await import(
    new URL(`../../../../scripts/generate/${name}.mjs`, import.meta.url).href
  );
  return module;
}

test("its settings are read from the environment, and each problem is named", async () => {
  const environment = { ACME_WEBHOOK_SECRETS: "first-secret, second-secret" };
  const { webhookSecrets, askable } = readConfig(environment, FOUR);
  expect(webhookSecrets).toMatchObject({ acme: ["first-secret", "second-secret"], stripe: [] });
  expect(askable).toEqual([]);
  expect(Object.keys(await openVerifiersOf(webhookSecrets, FOUR))).toEqual([ACME]);
  const withKey = readConfig({ ACME_API_KEY: "a-key-of-acme" }, FOUR);
  expect(withKey.askable).toMatchObject([{ provider: ACME, perSecond: 1_000, concurrency: 2 }]);

  const bad = { ACME_WEBHOOK_SECRETS: "short", ACME_API_KEY: "few", API_PORT: "none" };
  expect(() => readConfig(bad, FOUR)).toThrow(ConfigError);
  expect(() => readConfig(bad, FOUR)).toThrow(/API_PORT.*ACME_WEBHOOK_SECRETS.*ACME_API_KEY/s);
});

test("its settings are in .env.example", async () => {
  type EnvExample = { sectionOf(connectors: readonly Connector[]): string };
  const section = (await generator<EnvExample>("env-example")).sectionOf(FOUR);
  expect(section).toContain("\nSTANDARD_WEBHOOK_SECRETS=\n");
  expect(section).toContain("\nACME_WEBHOOK_SECRETS=\n");
  expect(section).toContain("\n# Acme is asked about charges.\nACME_API_KEY=\n");
  const SHOP = {
    name: "ACME_SHOP",
    schema: z.string().optional(),
    example: "",
    about: ["A shop."],
  };
  const withShop = (await generator<EnvExample>("env-example")).sectionOf([
    { ...acme, settings: [SHOP] },
  ]);
  expect(withShop).toContain("\n# A shop.\nACME_SHOP=\n");
});

test("its parts are loaded because it is in the list", async () => {
  const names = Object.keys(await openTranslators({}, FOUR));
  expect(names).toEqual([...CONNECTORS.map(({ name }) => name), ACME]);
});

test("its endpoint and its table are in docs/providers.md", async () => {
  type ProvidersPage = {
    endpointOf(connector: Connector): string;
    sectionOf(connector: Connector): Promise<string>;
  };
  const page = await generator<ProvidersPage>("providers-page");
  expect(page.endpointOf(acme)).toBe(
    "| Acme Payments | `POST /api/v1/webhooks/acme` | `Acme-Signature` | `ACME_WEBHOOK_SECRETS` |",
  );
  const section = await page.sectionOf(acme);
  const [row] = await acme.table();
  if (row === undefined) throw new Error("Acme's table has rows");
  const returned = {
    message: "mail.returned",
    when: null,
    means: { stopsMail: "bounced" },
  } as const;
  const mail = { ...acme, table: async () => [returned] };
  expect(await page.sectionOf(mail)).toContain("| `mail.returned` |  | stops: bounced |");
  expect(section).toContain("## Acme Payments\n\nThe order is `order` of each event.\n");
  expect(section).toContain("| `charge.open` |  | payment | waiting | member |  |");
  const money = { ...acme, table: async () => [{ ...row, payment: "captured" }] };
  expect(await page.sectionOf(money)).toContain(
    "| `charge.paid` |  | payment | completed |  |  | captured |",
  );
});

test("the API's closed sets have its name and its references", async () => {
  type ProviderNames = { namesOf(connectors: readonly Connector[]): string };
  const names = (await generator<ProviderNames>("provider-names")).namesOf(FOUR);
  expect(names).toContain("PROVIDERS = [");
  expect(names).toContain('"standard",');
  expect(names).toMatch(/"acme",?\s*\] as const/);
  expect(names).toContain('pattern: "^chg_[a-z0-9_]{1,60}$"');

  const rules = FOUR.flatMap(({ name, asks }) =>
    asks === null ? [] : [{ provider: name, ...asks.references }],
  );
  const Reference = referenceBy(rules);
  const isTaken = (provider: string, reference: string) =>
    Reference.safeParse({ provider, reference }).success;
  expect(isTaken(ACME, "chg_1")).toBe(true);
  expect(isTaken("stripe", "pi_1")).toBe(true);
  expect(isTaken(ACME, "pi_1")).toBe(false);
  expect(isTaken("stripe", "chg_1")).toBe(false);
  expect(isTaken("shopify", "pi_1")).toBe(false);
});

test.each([
  ["stripe", "pi_1", "payment"],
  ["stripe", "cs_1", "payment"],
  ["stripe", "vs_1", "verification"],
  ["stripe", "ch_1", null],
  ["shopify", "pi_1", null],
  [ACME, "chg_1", "payment"],
  [ACME, "pi_1", null],
] as const)("%s can be asked by %s about: %s", (provider, reference, stage) => {
  expect(askedStage(provider, reference, FOUR)).toBe(stage);
});
