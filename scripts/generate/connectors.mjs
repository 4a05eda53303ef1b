import { inProject } from "../project.mjs";

const CONNECTORS = "packages/server/src/providers/connectors/index.ts";

/**
 * The list of providers, from its sources: what the packages can't be built without is made of it. It loads no
 * other package: what a connector says in code is behind its functions.
 */
export async function readConnectors() {
  const { CONNECTORS: connectors } = await import(inProject(CONNECTORS));
  return connectors;
}
