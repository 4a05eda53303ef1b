import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inProject } from "../scripts/project.mjs";
import { listProjectFiles } from "../scripts/project-files.mjs";
import {
  findAmbiguousNames,
  findFullFolders,
  findLongFiles,
  findMachineTraces,
  findUnfinished,
} from "./rules.mjs";
import { SAME_NAMES } from "./same-names.mjs";

const paths = listProjectFiles();
// The rules quote what they forbid.
const files = paths
  .filter((path) => !/\.(png|ico|woff2?)$|^tidy\//.test(path))
  .map((path) => ({ path, text: readFileSync(inProject(path), "utf8") }));

test("no source has more than 300 lines, and no test more than 500", () => {
  const ofLines = (path, lines) => ({ path, text: "a;\n".repeat(lines) });
  const found = findLongFiles([
    ofLines("a/src/long.ts", 301),
    ofLines("a/src/short.ts", 300),
    ofLines("a/test/long.test.ts", 501),
    ofLines("a/test/support/short.ts", 500),
    ofLines("a/src/made.gen.ts", 900),
  ]);
  expect(found).toEqual(["a/src/long.ts has 301 lines", "a/test/long.test.ts has 501 lines"]);
  expect(findLongFiles(files)).toEqual([]);
});

test("the README has at most 150 lines", () => {
  const readme = files.find(({ path }) => path === "README.md");
  expect(readme?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});

test("no folder holds more than 40 files", () => {
  const full = Array.from({ length: 41 }, (_, nth) => `a/full/${nth}.ts`);
  expect(findFullFolders([...full, "a/b.ts"])).toEqual(["a/full holds 41 files"]);
  expect(findFullFolders(full.slice(1))).toEqual([]);
  expect(findFullFolders(paths)).toEqual([]);
});

test("a file's name means one thing in all rooms", () => {
  const server = "packages/server/src";
  const layers = [`${server}/a/x.ts`, `${server}/a/http/x.ts`, `${server}/a/sql/x.ts`];
  expect(findAmbiguousNames(layers, {})).toEqual([]);
  const rooms = [`${server}/a/x.ts`, `${server}/b/sql/x.ts`];
  expect(findAmbiguousNames(rooms, {})).toEqual([`x.ts: ${rooms.join(", ")}`]);
  expect(findAmbiguousNames([`${server}/a/x.ts`, "apps/shop/src/x.ts"], {})).toHaveLength(1);
  expect(findAmbiguousNames([`${server}/a/x.ts`, `${server}/a/jobs/x.ts`], {})).toHaveLength(1);
  expect(findAmbiguousNames(rooms, { "x.ts": "the same in both" })).toEqual([]);
  expect(findAmbiguousNames(layers, { "x.ts": "declared in vain" })).toHaveLength(1);
  expect(findAmbiguousNames(paths, SAME_NAMES)).toEqual([]);
});

test("nothing is put off, and no test is left out", () => {
  const lines = [
    "// TODO: later",
    " * FIXME",
    "a = 1; /* TODO */",
    "# TODO",
    "-- FIXME",
    "- TODO: describe it",
    "test.only(1)",
    "describe.skip(1)",
    "test.concurrent.skip(1)",
    "it.todo(1)",
    "test.fixme(1)",
  ];
  for (const text of lines) expect(findUnfinished([{ path: "a.ts", text }]), text).toHaveLength(1);
  const fine =
    "mails.only(address);\ntest.skipIf(!HAS_FIXTURES)(1);\nexpect(text).not.toMatch('TODO');";
  expect(findUnfinished([{ path: "a.ts", text: fine }])).toEqual([]);
  expect(findUnfinished(files)).toEqual([]);
});

test("no file names a machine or its package registry", () => {
  const lines = [
    'const a = "/home/somebody/project";',
    "see /root/notes",
    '"resolved": "https://packages.example/a.tgz"',
    "registry=https://packages.example/",
    "//packages.example/:_authToken=secret",
    String.raw`C:\Users\somebody`,
  ];
  for (const text of lines) expect(findMachineTraces([{ path: "a", text }]), text).toHaveLength(1);
  expect(findMachineTraces([{ path: "a", text: "https://shop.example/work/1" }])).toEqual([]);
  expect(findMachineTraces(files)).toEqual([]);
});
