import type { Context } from "../work.ts";
import type { Model } from "./model.ts";
import { settleDatabase, withClient } from "./query.ts";

/** What a bulk load makes. */
export interface Filling {
  readonly orders: number;
  /** When order `n` is due, as SQL over `n`; the same at every call. */
  readonly dueAt: string;
  /** Which members got a mail a moment ago, so that a sweep puts off the next one, as SQL over `n`. */
  readonly justPrompted?: string;
}

// A portion is one transaction: small enough that the log can be written back beside it.
const PORTION = 100_000;

/** An order that becomes due long after the run. */
export const NOT_DUE = "timestamptz '2100-01-01Z'";

/** The id of order `n`, as SQL; numbered as shops number theirs. */
export const ORDER_ID = "'o-' || lpad(n::text, 8, '0')";

/** The id of order `n`. */
export function orderId(n: number): string {
  return `o-${String(n).padStart(8, "0")}`;
}

/** A database of so many orders, each with its own member, analyzed and vacuumed. @returns its address */
export async function createFilledDatabase(context: Context, filling: Filling): Promise<string> {
  const { cluster, base } = context;
  const url = await cluster.createDatabase(base.schema);
  await withClient(url, async (client) => {
    // Without the checks of foreign keys: what is written here fits together.
    await client.query("set session_replication_role = replica");
    for (let from = 1; from <= filling.orders; from += PORTION) {
      const to = Math.min(from + PORTION - 1, filling.orders);
      for (const { statement, row } of statements(base.model, filling)) {
        await client.query(statement, row === null ? [from, to] : [from, to, row]);
      }
    }
  });
  await settleDatabase(url);
  return url;
}

interface Portion {
  readonly statement: string;
  readonly row: string | null;
}

function statements(model: Model, { dueAt, justPrompted }: Filling): Portion[] {
  const member = "'m-' || lpad(n::text, 8, '0')";
  // Many destinations, as a shop's members have.
  const email = `'m-' || n || '@mail-' || n % 50 || '.test'`;
  const portions = [
    multiply("members", model.member, { member_id: member, email }),
    multiply("orders", model.order, {
      order_id: ORDER_ID,
      order_number: "n::text",
      member_id: member,
    }),
    multiply("orchestrations", model.orchestration, {
      order_id: ORDER_ID,
      next_action_at: `date_trunc('milliseconds', ${dueAt})`,
    }),
    multiply("orchestration_events", model.event, {
      order_id: ORDER_ID,
      next_action_at_after: `date_trunc('milliseconds', ${dueAt})`,
    }),
  ];
  if (justPrompted === undefined) return portions;
  const claims = `insert into prompted_recipients (recipient, prompted_at)
    select 'member:' || ${member}, now() from generate_series($1::integer, $2::integer) n where ${justPrompted}`;
  return [...portions, { statement: claims, row: null }];
}

/** The model's row for each `n`, with these columns of its own. */
function multiply(table: string, row: string, own: Readonly<Record<string, string>>): Portion {
  const columns = Object.entries(own).map(([column, value]) => `'${column}', ${value}`);
  return {
    statement: `insert into ${table}
      select r.* from generate_series($1::integer, $2::integer) n,
        jsonb_populate_record(null::${table}, $3::jsonb || jsonb_build_object(${columns.join(", ")})) r`,
    row,
  };
}
