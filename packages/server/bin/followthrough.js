#!/usr/bin/env node
// Only what any Node of the last years can parse: this file is what tells an old one what to do.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const OLDEST = [22, 19];
const here = path.dirname(fileURLToPath(import.meta.url));
const command = path.join(here, "../dist/product/cli.js");
// In a checkout, `npm start` puts a newer Node here where the installed one is too old.
const fetched = path.join(here, "../../../.node/node_modules");

if (!existsSync(command)) {
  fail("followthrough is not built yet: run `npm start` once in the root of the checkout.");
} else if (isNewEnough(process.versions.node)) {
  await import(pathToFileURL(command).href);
} else {
  const program = findFetchedNode();
  if (program === undefined) {
    fail(
      `followthrough needs Node ${OLDEST.join(".")} or newer, and this is ${process.versions.node}: ` +
        "install a newer one, or run `npm start` once in a checkout, which fetches one.",
    );
  } else {
    runUnder(program);
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function findFetchedNode() {
  if (!existsSync(fetched)) return undefined;
  const name = process.platform === "win32" ? "node.exe" : "node";
  return readdirSync(fetched)
    .map((folder) => path.join(fetched, folder, "bin", name))
    .find((file) => existsSync(file));
}

function runUnder(program) {
  const child = spawn(program, [command, ...process.argv.slice(2)], { stdio: "inherit" });
  // Passed on, not acted on: the command decides how it stops, and this process ends as it did.
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${program} does not run here: ${error.message}`));
  child.on("exit", (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
