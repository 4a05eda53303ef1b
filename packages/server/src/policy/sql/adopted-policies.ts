import { ADVISORY_LOCKS } from "../../platform/postgres/advisory-locks.ts";
import { type Db, prepared } from "../../platform/postgres/database.ts";

/** A policy that was adopted in the console. */
export interface AdoptedPolicy {
  readonly version: string;
  /** As the author wrote it. */
  readonly text: string;
  /** The complete policy, with all defaults filled in. */
  readonly document: unknown;
  readonly adoptedBy: string;
  readonly reason: string;
  readonly adoptedAt: number;
}

/** The adopted policy in force; `null` if none has been adopted yet. */
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
 * @param after the version that must be the latest adopted one; `null` if there must be none
 * @returns false when another one was adopted in the meantime
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

// Each process runs this every few seconds. It reads the last entry of the index by adoption.
const latest = prepared<Row>(
  "read_adopted_policy",
  `select ${COLUMNS} from adopted_policies order by adoption desc limit 1`,
);

const list = prepared<Row>(
  "list_adopted_policies",
  `select ${COLUMNS} from adopted_policies order by adoption desc limit $1`,
);

// The lock puts two concurrent adoptions in sequence: the second one finds a different latest policy.
const adopt = prepared(
  "adopt_policy",
  `with locked as materialized (select pg_advisory_xact_lock(${ADVISORY_LOCKS.policy}))
  insert into adopted_policies (version, text, document, adopted_by, reason)
  select $1, $2, $3, $4, $5 from locked
  where (select version from adopted_policies order by adoption desc limit 1) is not distinct from $6
  returning version`,
);
