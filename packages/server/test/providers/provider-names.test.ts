import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PROVIDERS } from "@followthrough/core/domain";
import { expect, test } from "vitest";
import { CONNECTORS } from "../../src/providers/connectors/index.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const CODE = ["packages/core/src", "packages/react/src", "packages/server/src", "scripts"];
const APPS = ["apps/console/src", "apps/storefront/src"];
const CONNECTORS_FOLDER = "packages/server/src/providers/connectors/";

/** The list, and words that people read. Only these files may name a provider, and each of them does. */
const ALLOWED = new Set([`${CONNECTORS_FOLDER}index.ts`, "scripts/generate/errors-page.mjs"]);

/** Resend also carries mail, and to resend is a verb: elsewhere only the names of its webhooks' parts count. */
const MARKS: Readonly<Record<string, RegExp>> = {
  resend: /RESEND_WEBHOOK|connectors\/resend|ResendEvent|translateResend/,
  ses: /["'`]ses["'`]|SES_TOPIC|connectors\/ses|SesEvent|Amazon SES/,
  standard: /["'`]standard["'`]/,
};

/** Every hand-written source file, by its path in the project. */
function sources(): string[] {
  return [...CODE, ...APPS].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|tsx|mjs|css)$/.test(path) && !path.endsWith(".gen.ts"))
      .map((path) => `${folder}/${path}`),
  );
}

/** Also inside an identifier, unless the name is an English word or the end of one. */
function mentions(name: string, text: string): boolean {
  const marks = MARKS[name];
  if (marks !== undefined) return marks.test(text);
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return new RegExp(`(${name}|${title}|${name.toUpperCase()})(?![a-z])`).test(text);
}

test.each(CONNECTORS.map(({ name }) => name))("only its own folder names %s", (name) => {
  const own = `${CONNECTORS_FOLDER}${name}/`;
  const knowing = sources().filter(
    (path) => !path.startsWith(own) && mentions(name, readFileSync(`${ROOT}${path}`, "utf8")),
  );
  expect(knowing.filter((path) => !ALLOWED.has(path))).toEqual([]);
});

test("every exception still names a provider", () => {
  const names = CONNECTORS.map(({ name }) => name);
  const idle = [...ALLOWED].filter((path) => {
    const text = readFileSync(`${ROOT}${path}`, "utf8");
    return !names.some((name) => mentions(name, text));
  });
  expect(idle).toEqual([]);
});

test("every folder of a provider is in the list, and the API knows the names of the list", () => {
  const names = CONNECTORS.map(({ name }) => name);
  const folders = readdirSync(`${ROOT}${CONNECTORS_FOLDER}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.toSorted()).toEqual(names.toSorted());
  expect(PROVIDERS).toEqual(names);
});

test("the database keeps messages of every provider in the list", () => {
  const schema = readFileSync(`${ROOT}packages/server/schema.sql`, "utf8");
  const [, check = ""] = /webhook_inbox_source_check CHECK (.*)/.exec(schema) ?? [];
  const kept = [...check.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect(kept.toSorted()).toEqual(CONNECTORS.map(({ name }) => name).toSorted());
});
