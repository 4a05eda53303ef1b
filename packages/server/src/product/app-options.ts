import type { OperatorAccess } from "../access/access.ts";
import type { ConsoleHub } from "../console/http/console-hub.ts";
import type { Metrics } from "../engine/http/metrics.ts";
import type { Readiness } from "../engine/read-engine.ts";
import type { StreamHub } from "../lifecycle/http/stream-hub.ts";
import type { LinkTokens } from "../lifecycle/links/link-tokens.ts";
import type { Connector } from "../providers/connectors/connector.ts";
import type { Verifiers } from "../providers/verifiers.ts";
import type { AppContext } from "./app-context.ts";

/** What the routes need. */
export interface AppOptions {
  readonly context: AppContext;
  readonly links: LinkTokens;
  readonly apiKey: string;
  readonly hub: StreamHub;
  readonly metrics: Metrics;
  /** Whether work can be done now. */
  readonly readiness: () => Promise<Readiness>;
  /** The signature checks of each provider whose webhooks are accepted. */
  readonly verifiers: Verifiers;
  /** The providers that have an endpoint; all known ones when absent. */
  readonly connectors?: readonly Connector[];
  readonly mailDomain: string;
  readonly shopName: string;
  /** Whether mail goes to the development mailbox, so that its page is served. */
  readonly hasMailbox: boolean;
  readonly version: string;
  readonly console: ConsoleOptions;
}

/** What the console's routes need in addition. */
export interface ConsoleOptions {
  readonly access: OperatorAccess;
  readonly changes: ConsoleHub;
  /** The built console; `null` if there is no build. */
  readonly folder: string | null;
  /** Where browsers reach the console, without a path. */
  readonly publicUrl: string;
  readonly storefrontUrl: string;
  /** The sweep's schedule. */
  readonly cron: string;
  /** The proxies whose word about a request's sender counts. */
  readonly trustedProxies: readonly string[];
}
