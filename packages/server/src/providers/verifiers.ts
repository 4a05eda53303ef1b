import type { Provider } from "@followthrough/core/domain";
import type { Verifier } from "./connectors/connector.ts";

/** The signature checks of the providers whose webhooks we accept. */
export type Verifiers = Readonly<Partial<Record<Provider, Verifier>>>;
