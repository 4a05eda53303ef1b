import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inProject } from "../project.mjs";
import { makeClient } from "./client.mjs";
import { makeEnvExample } from "./env-example.mjs";
import { makeErrorsPage } from "./errors-page.mjs";
import { makeOpenApi } from "./openapi.mjs";
import { makePolicyExample } from "./policy-example.mjs";
import { makeProviderNames } from "./provider-names.mjs";
import { makeProvidersPage } from "./providers-page.mjs";
import { makeRoomsTable } from "./rooms-table.mjs";
import { makeSchemaDump } from "./schema-dump.mjs";

const CLIENT = "packages/core/src/contract/client/generated";

/**
 * The committed files that a program writes: from the code, all of them, so that none can describe an API, a
 * schema or an error that there is not. `make` gives each file's text by its path in the project; a `folder`
 * holds nothing else.
 */
export const GENERATED = [
  // The first: the packages are built with it, and everything else is made of what was built.
  { about: "Providers' names", make: makeProviderNames },
  { about: "Example of the environment", make: makeEnvExample },
  {
    about: "OpenAPI document",
    make: async () => new Map([["packages/core/openapi.json", await makeOpenApi()]]),
  },
  { about: "Typed client", folder: CLIENT, make: () => makeClient(CLIENT) },
  {
    about: "Database schema",
    make: async () => new Map([["packages/server/schema.sql", await makeSchemaDump()]]),
  },
  {
    about: "Page of errors",
    make: async () => new Map([["docs/errors.md", await makeErrorsPage()]]),
  },
  {
    about: "Example of a recovery policy",
    make: async () => new Map([["docs/examples/recovery-policy.yaml", await makePolicyExample()]]),
  },
  {
    about: "Page of providers",
    make: async () => new Map([["docs/providers.md", await makeProvidersPage()]]),
  },
  {
    about: "Table of rooms",
    make: async () => new Map([["ARCHITECTURE.md", await makeRoomsTable()]]),
  },
];

/** Files that lie in a target's folder and are made no more. */
export function listStale({ folder }, files) {
  if (folder === undefined || !existsSync(inProject(folder))) return [];
  return readdirSync(inProject(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(inProject("/").length))
    .filter((path) => !files.has(path));
}
