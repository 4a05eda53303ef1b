import { parseArgs } from "node:util";
import { listChangedFiles } from "./changed-files.mjs";
import { PARTS } from "./check-parts.mjs";
import { ensureInstall } from "./ensure-install.mjs";
import { ensureNode } from "./ensure-node.mjs";
import { report, runParallel } from "./run-parallel.mjs";
import { runStep } from "./run-step.mjs";

const USAGE = `npm run check                            everything that needs no database and no browser
npm run check -- NAMES                   only these parts
npm run check -- --changed               what the changes since the last commit concern
npm run check -- --changed --base main   the same since another revision
npm run check -- --list                  the parts`;

/** Two cores are what this is made for; most parts keep one busy. */
const SLOTS = 2;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      changed: { type: "boolean", default: false },
      base: { type: "string", default: "HEAD" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else if (values.list) {
    for (const { name, about } of PARTS) console.log(`${name.padEnd(10)} ${about}`);
  } else {
    const parts = chooseParts(positionals);
    const { changed, base } = values;
    const changes = changed ? { base, files: listChangedFiles(base) } : undefined;
    await ensureNode(import.meta.url);
    await ensureInstall();
    process.exitCode = await check(parts, changes);
  }
} catch (error) {
  console.error(`\n${error.message ?? error}\nHow to call it: npm run check -- --help`);
  process.exitCode = 1;
}

function chooseParts(names) {
  const unknown = names.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}.`);
  return names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
}

/** Runs every part, also after a failure: who fixes one thing wants to know about the others. */
async function check(parts, changes) {
  if (changes?.files.length === 0) {
    console.log(`Nothing has changed since ${changes.base}.`);
    return 0;
  }
  const isConcerned = ({ concerns }) =>
    changes === undefined ||
    concerns === undefined ||
    changes.files.some((path) => concerns.test(path));
  const steps = parts.filter(isConcerned).map(({ name, title, commands }) => ({
    name,
    run: () => runStep(title, commands(changes)),
  }));
  return report(await runParallel(steps, { slots: SLOTS, stopsAtFailure: false }));
}
