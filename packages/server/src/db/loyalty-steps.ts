import type { LoyaltyStep } from "@followthrough/core/contract";
import { type Db, prepared, timestamp } from "./database.ts";
import { isoOrNull } from "./orchestration-row.ts";

/** A row of `loyalty_steps`. */
export interface StepRow {
  external_id: string;
  kind: LoyaltyStep["kind"];
  status: LoyaltyStep["status"];
  title: string;
  order_id: string | null;
  expires_at: number | null;
}

/** Writes a member's loyalty step. */
export async function upsertLoyaltyStep(
  db: Db,
  memberId: string,
  step: Omit<LoyaltyStep, "expiresAt"> & { readonly expiresAt: number | null },
): Promise<{ created: boolean }> {
  const [row] = await upsert(db, [
    memberId,
    step.externalId,
    step.kind,
    step.status,
    step.title,
    step.orderId,
    timestamp(step.expiresAt),
  ]);
  return { created: row?.created ?? false };
}

/** A member's steps, open ones first. */
export async function listLoyaltySteps(db: Db, memberId: string): Promise<LoyaltyStep[]> {
  return (await list(db, [memberId])).map(toStep);
}

/** What a member still has to do for one order: its own steps and those of no order. */
export async function listPendingSteps(
  db: Db,
  memberId: string,
  orderId: string,
): Promise<LoyaltyStep[]> {
  return (await pending(db, [memberId, orderId])).map(toStep);
}

/** The loyalty step in a row. */
export function toStep(row: StepRow): LoyaltyStep {
  return {
    externalId: row.external_id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    orderId: row.order_id,
    expiresAt: isoOrNull(row.expires_at),
  };
}

const COLUMNS = "external_id, kind, status, title, order_id, expires_at";

const upsert = prepared<{ created: boolean }>(
  "upsert_loyalty_step",
  `insert into loyalty_steps (member_id, external_id, kind, status, title, order_id, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (member_id, external_id) do update set kind = excluded.kind, status = excluded.status,
    title = excluded.title, order_id = excluded.order_id, expires_at = excluded.expires_at,
    updated_at = now()
  returning xmax = 0 as created`,
);

const list = prepared<StepRow>(
  "list_loyalty_steps",
  `select ${COLUMNS} from loyalty_steps where member_id = $1
  order by status <> 'pending', created_at, external_id limit 200`,
);

const pending = prepared<StepRow>(
  "list_pending_steps",
  `select ${COLUMNS} from loyalty_steps
  where member_id = $1 and status = 'pending' and (order_id = $2 or order_id is null)
    and (expires_at is null or expires_at > now())
  order by created_at, external_id limit 50`,
);
