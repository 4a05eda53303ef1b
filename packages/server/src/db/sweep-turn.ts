import { prepared, type Tx } from "./database.ts";

/** Until the transaction ends, no other one that asks for it has the turn; waits for whoever has it. */
export async function takeSweepTurn(tx: Tx): Promise<void> {
  await take(tx, []);
}

// A number of this product's own; advisory locks have no other names.
const take = prepared("take_sweep_turn", "select pg_advisory_xact_lock(740117)");
