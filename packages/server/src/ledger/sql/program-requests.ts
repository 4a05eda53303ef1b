import { type Db, prepared, type Tx, timestamp } from "../../platform/postgres/database.ts";

/** A request to the shop's points program. */
export interface LoyaltyRequest {
  readonly requestId: string;
  readonly orderId: string;
  readonly holdId: string;
  readonly kind: "hold" | "extend" | "capture" | "release";
  readonly memberId: string;
  readonly points: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Stores a request. Storing the same one again changes nothing. */
export async function storeRequest(
  tx: Tx,
  { orderId, holdId, kind, memberId, points, expiresAt }: Omit<LoyaltyRequest, "requestId">,
): Promise<void> {
  await keep(tx, [orderId, holdId, kind, memberId, points, timestamp(expiresAt)]);
}

/**
 * Takes requests that have no job yet and marks them as queued; the caller creates their jobs in the same transaction.
 * Requests about one hold are sent in their order: an extension after the capture would be refused.
 */
export async function takeDueRequests(tx: Tx, limit: number): Promise<string[]> {
  return (await take(tx, [limit])).map((row) => row.request_id);
}

/** @returns `null` if the request has an outcome, or is unknown */
export async function readOpenRequest(db: Db, requestId: string): Promise<LoyaltyRequest | null> {
  const [row] = await read(db, [requestId]);
  return row ?? null;
}

/** Writes the outcome of a request. @returns its order, or `null` if it already has an outcome */
export async function recordRequestOutcome(
  db: Db,
  requestId: string,
  state: "done" | "refused" | "dead",
  error: string | null,
): Promise<{ orderId: string } | null> {
  const [row] = await record(db, [requestId, state, error]);
  return row ?? null;
}

const COLUMNS = `request_id as "requestId", order_id as "orderId", hold_id as "holdId", kind,
  member_id as "memberId", points, expires_at as "expiresAt"`;

const keep = prepared(
  "store_loyalty_request",
  `insert into loyalty_requests (order_id, hold_id, kind, member_id, points, expires_at)
  values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
);

const take = prepared<{ request_id: string }>(
  "take_due_loyalty_requests",
  `with due as materialized (
    select request_id from loyalty_requests d where state = 'due'
      and not exists (select from loyalty_requests earlier where earlier.hold_id = d.hold_id
        and earlier.settled_at is null
        and (earlier.created_at, earlier.request_id) < (d.created_at, d.request_id))
    order by created_at, request_id limit $1 for update skip locked
  )
  update loyalty_requests r set state = 'queued' from due where r.request_id = due.request_id
  returning r.request_id`,
);

const read = prepared<LoyaltyRequest>(
  "read_open_loyalty_request",
  `select ${COLUMNS} from loyalty_requests where request_id = $1 and settled_at is null`,
);

const record = prepared<{ orderId: string }>(
  "record_loyalty_request",
  `update loyalty_requests set state = $2, last_error = $3, settled_at = now()
  where request_id = $1 and settled_at is null returning order_id as "orderId"`,
);
