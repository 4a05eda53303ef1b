// Fails when what the banner adds to a storefront's page grows past its budget.
// Bundles the built package as a storefront's bundler would, without React, and weighs the minified, gzipped result.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const SCRIPT_BUDGET_BYTES = 10_500;
const STYLES_BUDGET_BYTES = 4000;

const bundle = await rolldown({
  input: fileURLToPath(new URL("./dist/index.js", import.meta.url)),
  platform: "browser",
  external: [/^react(\/|$)/],
  logLevel: "silent",
});
const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
await bundle.close();

const script = gzipSync(output[0].code, { level: 9 }).length;
const styles = await Promise.all(
  ["tokens.css", "banner.css"].map((name) => readFile(new URL(`./src/${name}`, import.meta.url))),
);
const sheet = gzipSync(Buffer.concat(styles), { level: 9 }).length;

console.log(`banner script: ${script} of ${SCRIPT_BUDGET_BYTES} bytes, gzipped, without React`);
console.log(`banner styles: ${sheet} of ${STYLES_BUDGET_BYTES} bytes, gzipped, comments included`);
if (script > SCRIPT_BUDGET_BYTES || sheet > STYLES_BUDGET_BYTES) process.exitCode = 1;
