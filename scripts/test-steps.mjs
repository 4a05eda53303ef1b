import { existsSync, readdirSync, readFileSync } from "node:fs";
import { PARTS } from "./check-parts.mjs";
import { ensureBuild, ensureConsole, ensurePackages } from "./ensure-build.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { inProject } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { toolCommand } from "./tool-command.mjs";

/** Quick and local: what they find is known before anything that takes minutes begins. */
const QUICK = [
  ...PARTS.map(partStep),
  {
    name: "build",
    about: "packages, console and storefront",
    // The compiler of `types` writes the packages too.
    after: ["types"],
    run: ensureBuild,
  },
  {
    name: "generated",
    about: "generated files are as their sources make them",
    after: ["types", "build"],
    run: () =>
      runStep("Generated files", [
        { command: process.execPath, args: [inProject("scripts", "check-generated.mjs")] },
      ]),
  },
  {
    name: "size",
    about: "the weight of the banner, and of the console's first page",
    after: ["build", "generated"],
    run: async () => {
      await ensureBuild();
      await runStep("Size limit", [
        { command: process.execPath, args: [inProject("packages", "react", "size.mjs")] },
        { command: process.execPath, args: [inProject("apps", "console", "size.mjs")] },
      ]);
    },
  },
  {
    name: "publint",
    about: "packages can be installed by others",
    after: ["build", "generated"],
    run: lintPackages,
  },
];

/**
 * What takes minutes and mostly waits: a browser for a page, a worker for its lease. The two lanes run
 * side by side. Each step has a database, ports and data folders of its own, and asserts no time.
 */
const SLOW = [
  {
    name: "e2e",
    about: "the product in a real Chromium, with axe",
    lane: "browser",
    run: testInBrowser,
  },
  vitestStep("postgres", "guarantees on a real Postgres"),
  vitestStep("fuzz", "hostile input on every route of the OpenAPI document"),
  {
    name: "prove",
    lane: "database",
    about: "real processes killed, stopped and cut off, in short",
    run: async () => {
      await ensurePackages();
      await runStep("Proof by breaking, short form", [
        { command: process.execPath, args: [inProject("prove", "main.ts"), "--short"] },
      ]);
    },
  },
  {
    name: "bench",
    lane: "database",
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
].map((step) => ({ ...step, after: QUICK.map(({ name }) => name) }));

/** Everything `npm test` proves. */
export const STEPS = [...QUICK, ...SLOW];

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

function partStep({ name, about, title, commands }) {
  return { name, about, run: () => runStep(title, commands()) };
}

function vitestStep(name, about) {
  return {
    name,
    about,
    lane: "database",
    run: () => runStep(`Tests: ${name}`, [toolCommand("vitest", ["run", "--project", name])]),
  };
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
