import { dissectPostgres } from "./dissect-postgres.ts";
import { dissectSmtp } from "./dissect-smtp.ts";
import { type Part, startPart } from "./product.ts";
import { environmentFor, type Surroundings } from "./product-environment.ts";
import { type FaultyProxy, startProxy } from "./tcp-proxy.ts";
import type { Wire } from "./wire-points.ts";

/** A process of the product with what stands between it and its servers. */
export interface ProxiedPart {
  readonly part: Part;
  /** Before Postgres. */
  readonly database: FaultyProxy;
  /** Before the mail server. */
  readonly smtp: FaultyProxy;
}

/** Where a part's servers really are. */
export interface PartPlace extends Pick<Surroundings, "databaseUrl" | "apiPort" | "folder"> {
  readonly smtpPort: number;
  readonly wire: Wire;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a part behind proxies of its own, so that its traffic is known to be its. */
export async function startProxiedPart(
  name: string,
  command: "api" | "worker",
  place: PartPlace,
): Promise<ProxiedPart> {
  const { wire, folder, apiPort } = place;
  const target = new URL(place.databaseUrl);
  const database = await startProxy({
    owner: name,
    targetPort: Number(target.port),
    wire,
    dissect: dissectPostgres,
  });
  const smtp = await startProxy({
    owner: name,
    targetPort: place.smtpPort,
    wire,
    dissect: dissectSmtp,
  });
  target.port = String(database.port);
  const smtpUrl = `smtp://127.0.0.1:${smtp.port}`;
  const surroundings = { databaseUrl: target.href, smtpUrl, apiPort, folder };
  const environment = environmentFor(surroundings, place.environment);
  return { part: startPart({ name, command, folder, environment }), database, smtp };
}
