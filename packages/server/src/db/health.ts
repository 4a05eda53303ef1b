import { type Db, prepared } from "./database.ts";

/** Throws when the database can't be written. Rolls nothing back: an empty transaction id is all it takes. */
export async function checkWritable(db: Db): Promise<void> {
  await check(db, []);
}

// Assigning a transaction id fails on a read-only server, and costs no row.
const check = prepared("check_writable", "select pg_current_xact_id()");

/** The database's clock, epoch milliseconds: it decides what is due and what has expired. */
export async function readClock(db: Db): Promise<number> {
  const [row] = await clock(db, []);
  if (row === undefined) throw new Error("The clock always gives a row");
  return row.now;
}

const clock = prepared<{ now: number }>("read_clock", "select clock_timestamp() as now");

/** Figures of the engine for `/metrics`. */
export interface EngineFigures {
  readonly overdue: number;
  readonly oldestOverdueSeconds: number;
  readonly promptsByState: ReadonlyMap<string, number>;
  readonly openEscalations: number;
}

/** Counts what is due, waiting and escalated. */
export async function readEngineFigures(db: Db): Promise<EngineFigures> {
  const [due] = await figures(db, []);
  const prompts = await states(db, []);
  return {
    overdue: due?.overdue ?? 0,
    oldestOverdueSeconds: due?.oldest ?? 0,
    openEscalations: due?.escalations ?? 0,
    promptsByState: new Map(prompts.map((row) => [row.state, row.count])),
  };
}

const figures = prepared<{ overdue: number; oldest: number; escalations: number }>(
  "engine_figures",
  `select count(*) as overdue,
    coalesce(extract(epoch from now() - min(next_action_at)), 0)::float8 as oldest,
    (select count(*) from escalations where resolved_at is null) as escalations
  from orchestrations where next_action_at <= now()`,
);

const states = prepared<{ state: string; count: number }>(
  "prompt_states",
  "select state, count(*) as count from prompts group by state",
);
