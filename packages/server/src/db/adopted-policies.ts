import { type Db, prepared } from "./database.ts";

/** A policy that was adopted in the console. */
export interface AdoptedPolicy {
  readonly version: string;
  /** As it was written. */
  readonly text: string;
  /** What it says, with nothing left out. */
  readonly document: unknown;
  readonly adoptedBy: string;
  readonly reason: string;
  readonly adoptedAt: number;
}

/** The one in force; `null` where none was adopted yet. */
export async function readAdopted(db: Db): Promise<AdoptedPolicy | null> {
  const [row] = await latest(db, []);
  return row === undefined ? null : toAdopted(row);
}

/** Those that were adopted, the latest first. */
export async function listAdopted(db: Db, limit: number): Promise<AdoptedPolicy[]> {
  return (await list(db, [limit])).map(toAdopted);
}

/**
 * Adopts a policy.
 *
 * @param after the version that has to be the latest adopted; `null` where none may have been
 * @returns false when another one was adopted meanwhile
 * @throws unique violation when its version was adopted before
 */
export async function adoptPolicy(
  db: Db,
  policy: Omit<AdoptedPolicy, "adoptedAt">,
  after: string | null,
): Promise<boolean> {
  const { version, text, document, adoptedBy, reason } = policy;
  const rows = await adopt(db, [version, text, JSON.stringify(document), adoptedBy, reason, after]);
  return rows.length > 0;
}

interface Row {
  version: string;
  text: string;
  document: unknown;
  adopted_by: string;
  reason: string;
  adopted_at: number;
}

function toAdopted(row: Row): AdoptedPolicy {
  const { version, text, document, reason } = row;
  return { version, text, document, reason, adoptedBy: row.adopted_by, adoptedAt: row.adopted_at };
}

const COLUMNS = "version, text, document, adopted_by, reason, adopted_at";

// Asked every few seconds by each process: the last entry of the index by adoption.
const latest = prepared<Row>(
  "read_adopted_policy",
  `select ${COLUMNS} from adopted_policies order by adoption desc limit 1`,
);

const list = prepared<Row>(
  "list_adopted_policies",
  `select ${COLUMNS} from adopted_policies order by adoption desc limit $1`,
);

// Two who adopt at once are told apart by the lock: the second one finds another latest.
const adopt = prepared(
  "adopt_policy",
  `with turn as materialized (select pg_advisory_xact_lock(740118))
  insert into adopted_policies (version, text, document, adopted_by, reason)
  select $1, $2, $3, $4, $5 from turn
  where (select version from adopted_policies order by adoption desc limit 1) is not distinct from $6
  returning version`,
);
