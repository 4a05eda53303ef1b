import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "@followthrough/core/domain";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Verifier } from "../connectors/connector.ts";
import type { LinkTokens } from "../links/link-tokens.ts";
import type { OperatorAccess } from "../operators/access.ts";
import type { Context } from "../usecases/context.ts";
import type { Readiness } from "../usecases/read-engine.ts";
import type { ConsoleHub } from "./console/console-hub.ts";
import type { Metrics } from "./metrics.ts";
import type { StreamHub } from "./stream-hub.ts";

/** The signature checks of the providers whose webhooks are taken. */
export type Verifiers = Readonly<Partial<Record<Provider, Verifier>>>;

/** What the routes are given. */
export interface AppOptions {
  readonly context: Context;
  readonly links: LinkTokens;
  readonly apiKey: string;
  readonly hub: StreamHub;
  readonly metrics: Metrics;
  /** Whether work can be done now. */
  readonly readiness: () => Promise<Readiness>;
  /** Of each provider whose webhooks are taken. */
  readonly verifiers: Verifiers;
  readonly mailDomain: string;
  readonly shopName: string;
  /** Whether mail lands in the development mailbox, and so its page is served. */
  readonly hasMailbox: boolean;
  readonly version: string;
  readonly console: ConsoleOptions;
}

/** What the console's routes are given besides. */
export interface ConsoleOptions {
  readonly access: OperatorAccess;
  readonly changes: ConsoleHub;
  /** The built console; `null` where none was built. */
  readonly folder: string | null;
  /** Where browsers reach the console, without a path. */
  readonly publicUrl: string;
  readonly storefrontUrl: string;
  /** The sweep's schedule. */
  readonly cron: string;
  /** Whose word on who sent a request counts. */
  readonly trustedProxies: readonly string[];
}

/** The app with zod as the source of types. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A room's routes. */
export type Routes = (app: App, options: AppOptions) => void;
