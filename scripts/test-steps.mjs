import { existsSync, readdirSync, readFileSync } from "node:fs";
import { ensureBuild, ensureConsole } from "./ensure-build.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { toolCommand } from "./tool-command.mjs";

/** Biome colours also what no terminal reads, and such a log can't be read by a person either. */
const COLORS = process.stdout.isTTY === true ? "--colors=force" : "--colors=off";

/**
 * Everything `npm test` proves, in the order in which it does: quick and local first, a browser and
 * whole builds last.
 */
export const STEPS = [
  {
    name: "lint",
    about: "format and lint rules",
    run: () => runStep("Format and lint", [toolCommand("biome", ["ci", ".", COLORS])]),
  },
  { name: "types", about: "TypeScript, the tests' own code included", run: checkTypes },
  {
    name: "arrows",
    about: "imports between rooms go one way",
    run: () =>
      runStep("Arrows between rooms", [
        toolCommand("depcruise", ["packages", "apps", "--config", ".dependency-cruiser.cjs"]),
      ]),
  },
  {
    name: "unused",
    about: "no unused file, export or dependency",
    run: () => runStep("Unused code", [toolCommand("knip", [])]),
  },
  vitestStep("unit", "rules and their properties, no database"),
  vitestStep("postgres", "guarantees on a real Postgres"),
  vitestStep("fuzz", "hostile input on every route of the OpenAPI document"),
  {
    name: "prove",
    about: "real processes killed, stopped and cut off, in short",
    run: () =>
      runStep("Proof by breaking, short form", [
        toolCommand("tsc", ["-b"]),
        { command: process.execPath, args: [inProject("prove", "main.ts"), "--short"] },
      ]),
  },
  {
    name: "bench",
    about: "the bench in short: it runs and its accounts balance, no time is asserted",
    run: async () => {
      await ensureConsole();
      const path = await ensureChromium();
      await runStep("Bench, short form", [
        {
          command: process.execPath,
          args: [inProject("bench", "main.ts"), "--smoke"],
          env: { CHROMIUM_PATH: path },
        },
      ]);
    },
  },
  {
    name: "generated",
    about: "generated files are as their sources make them",
    run: () =>
      runStep("Generated files", [
        { command: process.execPath, args: [inProject("scripts", "check-generated.mjs")] },
      ]),
  },
  { name: "build", about: "packages, console and storefront", run: ensureBuild },
  { name: "e2e", about: "the product in a real Chromium, with axe", run: testInBrowser },
  {
    name: "size",
    about: "the weight of the banner, and of the console's first page",
    run: async () => {
      await ensureBuild();
      await runStep("Size limit", [
        { command: process.execPath, args: [inProject("packages", "react", "size.mjs")] },
        { command: process.execPath, args: [inProject("apps", "console", "size.mjs")] },
      ]);
    },
  },
  { name: "publint", about: "packages can be installed by others", run: lintPackages },
];

/**
 * The steps of these names in their own order; all of them without names.
 *
 * @param {readonly string[]} names
 */
export function chooseSteps(names) {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = STEPS.map((step) => step.name).join(", ");
    throw new Error(`There is no step ${unknown.join(", ")}. The steps are: ${known}.`);
  }
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name));
}

function vitestStep(name, about) {
  return {
    name,
    about,
    run: () => runStep(`Tests: ${name}`, [toolCommand("vitest", ["run", "--project", name])]),
  };
}

async function checkTypes() {
  const ofTests = readdirSync(inProject("packages"))
    .map((name) => inProject("packages", name, "test", "tsconfig.json"))
    .filter((path) => existsSync(path));
  const projects = [
    ...ofTests,
    inProject("e2e", "tsconfig.json"),
    inProject("prove", "tsconfig.json"),
    inProject("bench", "tsconfig.json"),
    inProject("apps", "storefront", "tsconfig.json"),
    inProject("apps", "console", "tsconfig.json"),
  ];
  await runStep("Types", [
    toolCommand("tsc", ["-b"]),
    ...projects.map((path) => toolCommand("tsc", ["--noEmit", "-p", path])),
  ]);
}

async function testInBrowser() {
  await ensureBuild();
  const chromium = await ensureChromium();
  await runStep("Tests in Chromium", [
    {
      ...toolCommand("playwright", ["test", "-c", inProject("e2e", "playwright.config.ts")]),
      env: { CHROMIUM_PATH: chromium },
    },
  ]);
}

async function lintPackages() {
  await ensureBuild();
  const published = readdirSync(inProject("packages"))
    .map((name) => inProject("packages", name))
    .filter((folder) => existsSync(`${folder}/package.json`))
    .filter((folder) => !JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).private);
  await runStep(
    "Packages as published",
    published.map((folder) => toolCommand("publint", ["--strict", folder])),
  );
}
