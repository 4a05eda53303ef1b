import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inProject } from "../scripts/project.mjs";
import { anchorsOf, DOCUMENTS, findDeadReferences } from "./references.mjs";

const documents = globSync(DOCUMENTS, {
  cwd: inProject(),
  exclude: (path) => path.endsWith("node_modules"),
}).map((path) => path.replaceAll("\\", "/"));

describe("links, anchors and paths lead to files that exist", () => {
  test.each(documents)("%s", (document) => {
    const text = readFileSync(inProject(document), "utf8");
    expect(findDeadReferences(document, text)).toEqual([]);
  });

  test("in all documents that people read first", () => {
    const first = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/adding/stage.md"];
    expect(documents).toEqual(expect.arrayContaining(first));
  });
});

test("the page of the settings names every variable of .env.example", () => {
  const page = readFileSync(inProject("docs", "configuration.md"), "utf8");
  const example = readFileSync(inProject(".env.example"), "utf8");
  const variables = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  expect(variables.length).toBeGreaterThan(30);
  expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

describe("what leads nowhere is found", () => {
  test.each([
    ["a link", "See [it](docs/nowhere.md).", "docs/nowhere.md"],
    ["an anchor", "See [it](docs/policy.md#nowhere).", "docs/policy.md#nowhere"],
    ["an anchor of its own", "# Here\n\nSee [it](#there).", "#there"],
    ["a picture", '<img src="docs/images/nothing.png">', "docs/images/nothing.png"],
    ["a path", "In `packages/core/src/domain/nothing.ts`.", "packages/core/src/domain/nothing.ts"],
    ["a path of the server", "In `recovery/nothing.ts`.", "recovery/nothing.ts"],
    ["a path of core", "In `core/domain/nothing.ts`.", "core/domain/nothing.ts"],
    ["a folder", "In `packages/server/src/db`.", "packages/server/src/db"],
    ["a name", "In `let-it-go.ts`.", "let-it-go.ts"],
    ["a path in a block", "```bash\nnode scripts/nothing.mjs\n```", "scripts/nothing.mjs"],
    ["a name in a diagram", "```mermaid\n  P->>Q: let-it-go.ts: look\n```", "let-it-go.ts"],
    ["a pattern", "In `connectors/*/nothing.ts`.", "connectors/*/nothing.ts"],
  ])("%s", (_name, text, dead) => {
    expect(findDeadReferences("README.md", text)).toEqual([dead]);
  });

  test.each([
    "See [it](docs/policy.md#fields) and [that](https://a.example/nothing.ts).",
    "In `recovery/decide-batch.ts`, `core/domain/stage.ts`, `connectors/*/verify.ts` and `permit-end.ts`.",
    "Write `packages/server/src/providers/connectors/acme/verify.ts`; look into `.data/postgres.log`.",
    "`GET /openapi.json` and `followthrough_sweeps.total`.",
  ])("and nothing else: %s", (text) => {
    expect(findDeadReferences("README.md", text)).toEqual([]);
  });
});

test("anchors are those that GitHub makes", () => {
  const text =
    "# One `code` word\n\n## Where is ...?\n\n## [A link](a.md), twice\n\n## A link, twice\n";
  expect(anchorsOf(text)).toEqual(["one-code-word", "where-is-", "a-link-twice", "a-link-twice-1"]);
});
