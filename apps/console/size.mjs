// Fails when the first page of the console, or a page with charts, grows past its budget. Weighs what a browser
// fetches before the work list is there: the page, its scripts with all they import at once, and its styles, gzipped.
// Fonts do not count: they load after the text is shown, and stay cached.
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200_000;
const folder = fileURLToPath(new URL("../../packages/server/dist/console-app/", import.meta.url));
if (!existsSync(folder)) throw new Error("The console is not built");
const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, "utf8"));

const files = new Set(["index.html"]);
collect("index.html");
const bytes = [...files].reduce((sum, file) => sum + weigh(file), 0);
console.log(`console's first page: ${bytes} of ${BUDGET_BYTES} bytes, gzipped, without fonts`);
if (bytes > BUDGET_BYTES) process.exitCode = 1;

// Charts are loaded only by the pages that show them.
const charts = Object.entries(manifest).filter(([name]) => name.includes("charts"));
const isApart =
  charts.length > 0 && charts.every(([, chunk]) => chunk.isDynamicEntry && !files.has(chunk.file));
console.log(
  `charts: ${charts.map(([, { file }]) => `${weigh(file)} bytes`).join(", ")}, in a chunk of their own`,
);
if (!isApart) {
  console.error("The charts are not in a chunk of their own.");
  process.exitCode = 1;
}

function collect(name) {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The build knows no ${name}`);
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  for (const imported of chunk.imports ?? [])
    if (!files.has(manifest[imported]?.file)) collect(imported);
}

/** As it is served: scripts and styles are stored compressed; the page is too small for that. */
function weigh(file) {
  if (file.endsWith(".html")) return gzipSync(readFileSync(folder + file)).length;
  return statSync(`${folder}${file}.gz`).size;
}
