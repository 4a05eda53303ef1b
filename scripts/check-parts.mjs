import { inProject } from "./project.mjs";
import { toolCommand } from "./tool-command.mjs";

/** Biome also colors output that no terminal reads, and a log in color is hard to read. */
const COLORS = process.stdout.isTTY === true ? "--colors=force" : "--colors=off";

const UNIT = ["run", "--project", "unit"];
const READ_THE_TREE = [
  "tidy",
  "references",
  "table-ownership",
  "stage-lists",
  "provider-names",
  "words-once",
];

/**
 * What `npm run check` runs, slowest first: the parts share two cores, and the slowest decides.
 *
 * A part has a `name` (one word), `about` (what it proves), a `title` for the screen, and `commands`,
 * which gets the changes for `--changed` and `undefined` for the whole project. `concerns` matches the
 * paths that the part looks at: with `--changed`, a part that no changed path concerns is skipped.
 *
 * @type {readonly {
 *   name: string,
 *   about: string,
 *   title: string,
 *   concerns?: RegExp,
 *   commands: (changes?: { base: string, files: readonly string[] }) => readonly {
 *     command: string, args: readonly string[]
 *   }[],
 * }[]}
 */
export const PARTS = [
  {
    name: "types",
    about: "TypeScript, including the tests' own code",
    title: "Types",
    concerns: /\.(tsx?|mjs)$|(^|\/)(package(-lock)?|tsconfig[^/]*)\.json$/,
    // Project references: what did not change is not even read again, so `--changed` needs no other command.
    commands: () => [toolCommand("tsc", ["-b", "tsconfig.check.json"])],
  },
  {
    name: "unit",
    about: "rules and their properties, no database",
    title: "Tests: unit",
    commands: (changes) =>
      changes === undefined
        ? [toolCommand("vitest", UNIT)]
        : [
            toolCommand("vitest", [...UNIT, "--changed", changes.base, "--passWithNoTests"]),
            // They read files instead of importing them: no import leads to them from a change.
            toolCommand("vitest", [...UNIT, ...READ_THE_TREE]),
          ],
  },
  {
    name: "prose",
    about: "plain American English in documents, comments and messages",
    title: "Prose",
    commands: (changes) => [
      {
        command: process.execPath,
        args: [inProject("scripts", "prose.mjs"), ...(changes?.files ?? [])],
      },
    ],
  },
  {
    name: "unused",
    about: "no unused file, export or dependency",
    title: "Unused code",
    concerns: /\.([cm]?[jt]sx?|json|css)$/,
    commands: () => [toolCommand("knip", [])],
  },
  {
    name: "arrows",
    about: "imports between rooms go one way",
    title: "Arrows between rooms",
    concerns:
      /^(packages|apps)\/.*\.[cm]?[jt]sx?$|^\.dependency-cruiser\.cjs$|(^|\/)package\.json$/,
    commands: () => [
      toolCommand("depcruise", ["packages", "apps", "--config", ".dependency-cruiser.cjs"]),
    ],
  },
  {
    name: "lint",
    about: "format and lint rules",
    title: "Format and lint",
    // The whole project takes Biome under a second: it is not worth choosing files.
    commands: () => [toolCommand("biome", ["ci", ".", COLORS])],
  },
];
