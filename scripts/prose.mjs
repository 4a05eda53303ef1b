import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { extname, relative } from "node:path";
import { EXTENSIONS, findPhrases } from "../prose/textlint.mjs";
import { inProject, ROOT } from "./project.mjs";
import { listProjectFiles } from "./project-files.mjs";
import { toolCommand } from "./tool-command.mjs";

// Phrases by `prose/rules.mjs`, spelling by `cspell.json`:
//   node scripts/prose.mjs [files or folders ...]

/** Generated from texts that are checked where they are written, or released, and so never changed. */
const UNCHECKED =
  /\.gen\.ts$|\/client\/generated\/|openapi\.json$|package-lock\.json$|schema\.sql$|^packages\/server\/migrations\//;
/** They quote what they forbid. */
const OF_THE_RULES = new Set(["prose/rules.mjs", "prose/prose.test.mjs"]);

const files = listFiles(process.argv.slice(2));
const spelling = checkSpelling(files);
const phrases = await checkPhrases(files);
const isSpelled = await spelling;
console.error(`${files.length} files, ${phrases} phrases to rewrite`);
process.exitCode = phrases === 0 && isSpelled ? 0 : 1;

/** The files of these places that are checked, as paths from the root. */
function listFiles(places) {
  const paths = places.map((place) => relative(ROOT, place) || ".");
  return listProjectFiles(paths.length === 0 ? undefined : paths).filter(
    (path) => !UNCHECKED.test(path),
  );
}

async function checkPhrases(paths) {
  let count = 0;
  for (const path of paths) {
    if (OF_THE_RULES.has(path) || !EXTENSIONS.includes(extname(path))) continue;
    for (const { line, column, message } of await findPhrases(readProse(path), path)) {
      console.log(`${path}:${line}:${column} ${message}`);
      count += 1;
    }
  }
  return count;
}

/** What was released is history: of the changelog only the changes to come are checked. */
function readProse(path) {
  const source = readFileSync(inProject(path), "utf8");
  if (path !== "CHANGELOG.md") return source;
  const [, released] = source.matchAll(/^## /gm);
  return source.slice(0, released?.index ?? source.length);
}

/** Runs beside the other check, which takes as long. */
async function checkSpelling(paths) {
  if (paths.length === 0) return true;
  const options = ["lint", "--no-progress", "--no-summary", "--no-must-find-files", "--relative"];
  const { command, args } = toolCommand("cspell", [...options, "--file-list", "stdin"]);
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ["pipe", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  child.stdin.end(paths.join("\n"));
  const [code] = await once(child, "close");
  return code === 0;
}
