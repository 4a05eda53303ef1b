// A process that opens a data folder and stays: `node postgres-opener.ts <folder>`. It writes one JSON line when the
// folder is open, and releases the server on SIGTERM.
import { openEmbeddedPostgres } from "../../../src/embedded-postgres/index.ts";

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error("The path of the data folder is missing.");

const postgres = await openEmbeddedPostgres({ dataDir, log: () => {} });
const { connectionString, adopted } = postgres;
console.log(JSON.stringify({ connectionString, adopted }));

const staying = setInterval(() => {}, 1_000);
process.once("SIGTERM", async () => {
  await postgres.stop();
  clearInterval(staying);
});
