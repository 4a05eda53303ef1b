import type { Db } from "pg-boss";
import type { Tx } from "../db/database.ts";

/** Lets pg-boss write into a transaction of ours. */
export function asJobDatabase(tx: Tx): Db {
  return { executeSql: (text, values = []) => tx.query({ text, values }) };
}
