import type { AskedStage, Provider } from "@followthrough/core/domain";
import type { Environment } from "../../platform/settings.ts";
import type { Connector, Translate, Verifier } from "./connector.ts";
import { CONNECTORS } from "./index.ts";

/** The signature checks of the providers that have a secret. The others are not loaded. */
export async function openVerifiersOf(
  secretsOf: Readonly<Partial<Record<Provider, readonly string[]>>>,
  connectors = CONNECTORS,
): Promise<Readonly<Partial<Record<Provider, Verifier>>>> {
  const opened = connectors.map(async (connector) => {
    const secrets = secretsOf[connector.name] ?? [];
    return secrets.length === 0 ? [] : [[connector.name, await connector.verify(secrets)] as const];
  });
  return Object.fromEntries((await Promise.all(opened)).flat());
}

/** The translators of all providers, because kept messages are applied even after a provider's secret was removed. */
export async function openTranslators(
  environment: Environment,
  connectors = CONNECTORS,
): Promise<Readonly<Partial<Record<Provider, Translate>>>> {
  const opened = connectors.map(
    async (connector) => [connector.name, await connector.translate(environment)] as const,
  );
  return Object.fromEntries(await Promise.all(opened));
}

/** The provider's own page about a payment; `null` if we don't know one. */
export function paymentPage(payment: {
  readonly source: string;
  readonly account: string;
  readonly reference: string;
  readonly isTest: boolean;
}): string | null {
  const connector = CONNECTORS.find(({ name }) => name === payment.source);
  return connector?.pageOf?.(payment) ?? null;
}

/** The stage that we can ask this provider about with an object's id; `null` if there is none. */
export function askedStage(
  provider: Provider,
  reference: string,
  connectors: readonly Connector[] = CONNECTORS,
): AskedStage | null {
  const connector = connectors.find(({ name }) => name === provider);
  return connector?.asks?.stageOf(reference) ?? null;
}
