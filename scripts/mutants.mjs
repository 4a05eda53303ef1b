import { MUTANTS } from "../mutants/list.mjs";
import { runMutants } from "../mutants/run-mutants.mjs";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";

const names = process.argv.slice(2);
try {
  await ensureNode(import.meta.url);
  await ensureInstall();
  const chosen = MUTANTS.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  const { killed, total } = await runMutants(chosen);
  console.log(`\n${killed} of ${total} killed`);
  process.exitCode = killed === total && total > 0 ? 0 : 1;
} catch (error) {
  console.error(`\n${error.message ?? error}`);
  process.exitCode = 1;
}
