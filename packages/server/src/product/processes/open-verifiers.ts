import { openVerifiersOf } from "../../providers/connectors/open-connectors.ts";
import type { Verifiers } from "../../providers/verifiers.ts";
import type { Config } from "../config.ts";

/** The signature checks of providers that have a secret. */
export function openVerifiers({ webhookSecrets }: Config): Promise<Verifiers> {
  return openVerifiersOf(webhookSecrets);
}
