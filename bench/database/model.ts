import { findFreePort } from "../../packages/server/src/embedded-postgres/free-port.ts";
import { API_KEY } from "../product/environment.ts";
import { type ProductFolder, startPart } from "../product/part.ts";
import { withClient } from "./query.ts";

/** One order as the product stored it, by table; what bulk loads multiply. */
export interface Model {
  readonly member: string;
  readonly order: string;
  readonly orchestration: string;
  readonly event: string;
}

/**
 * Reports one order to a real API and reads what it wrote, so that bulk loads hold what the product would
 * have written, whatever its columns are by now.
 *
 * @param databaseUrl with the product's schema and nothing in it
 */
export async function readModel(folder: ProductFolder, databaseUrl: string): Promise<Model> {
  const apiPort = await findFreePort(0);
  const api = await startPart(folder, "api", { databaseUrl, apiPort });
  try {
    await put(apiPort, "members/model", { email: "model@mail.test", name: "Robin Bench" });
    const unitPrice = { amount: 4200, currency: "EUR" };
    await put(apiPort, "orders/model", {
      orderNumber: "1042",
      memberId: "model",
      total: unitPrice,
      items: [{ title: "Oak stool", quantity: 1, unitPrice }],
    });
    return {
      member: await readRow(databaseUrl, "members"),
      order: await readRow(databaseUrl, "orders"),
      orchestration: await readRow(databaseUrl, "orchestrations"),
      event: await readRow(databaseUrl, "orchestration_events"),
    };
  } finally {
    await api.stop();
  }
}

/** @returns the table's only row as JSON text */
function readRow(databaseUrl: string, table: string): Promise<string> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${table} t`,
    );
    const [only, ...others] = rows;
    if (only === undefined || others.length > 0) throw new Error(`One order, one row of ${table}`);
    return only.row;
  });
}

async function put(port: number, path: string, body: unknown): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
    method: "PUT",
    headers: { "x-api-key": API_KEY, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}
