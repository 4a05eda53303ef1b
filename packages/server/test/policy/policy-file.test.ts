import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeRecoveryPolicy } from "@followthrough/core/contract";
import { DEFAULT_POLICY } from "@followthrough/core/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readPolicyFile } from "../../src/policy/read-policy-file.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../../../docs/examples/recovery-policy.yaml");
const MANUAL = path.resolve(import.meta.dirname, "../../../../docs/policy.md");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "followthrough-policy-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Reads a file with this content. */
async function read(content: string | Uint8Array, name = "policy.yaml") {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return readPolicyFile(file);
}

describe("a policy file", () => {
  test.each(["policy.yaml", "policy.yml", "policy.json", "POLICY.YAML"])(
    "is read from %s",
    async (name) => {
      const reading = await read('{ "version": "shop-1", "frequencyCap": "12h" }', name);
      expect(reading).toEqual({
        ok: true,
        policy: { ...DEFAULT_POLICY, version: "shop-1", frequencyCapMs: 43_200_000 },
      });
    },
  );

  test("is read as YAML 1.2: off is a word, and 21:00 is text", async () => {
    const reading = await read(
      "%YAML 1.1\n---\nversion: v1\nquietHours: { from: 20:00, to: 07:30 }\nfrequencyCap: off\n",
    );
    expect(reading).toMatchObject({
      ok: true,
      policy: { quietHours: { fromMinute: 1200, toMinute: 450 }, frequencyCapMs: null },
    });
  });

  test("may define something once and refer to it", async () => {
    const reading = await read(`
version: v1
stages:
  payment: { cadence: &ours [0m, 1h, 1d] }
  verification: { cadence: *ours }
`);
    expect(reading).toMatchObject({
      ok: true,
      policy: { stages: { verification: { cadenceMs: [0, 3_600_000, 86_400_000] } } },
    });
  });

  test("may begin with a byte order mark", async () => {
    expect(await read("\uFEFFversion: v1\n")).toMatchObject({ ok: true });
  });

  test("with a policy written out gives that policy", async () => {
    const reading = await read(stringify(describeRecoveryPolicy(DEFAULT_POLICY)));
    expect(reading).toEqual({ ok: true, policy: DEFAULT_POLICY });
  });
});

describe("a policy file is refused", () => {
  test.each<[string, string, string[]]>([
    ["a syntax error", "version: v1\nstages:\n\tpayment: {}\n", ["Line 3, column 1"]],
    ["a bracket that never closes", 'version: v1\nstages: { payment: {"a": 1 }\n', ["Line 3"]],
    ["a key twice", "version: v1\nrecheck: 1d\nrecheck: 2d\n", ["Line 3, column 1: Map keys must"]],
    ["two keys twice", "version: a\nversion: b\nversion: c\n", ["Line 2, col", "Line 3, col"]],
    ["a second document", "version: v1\n---\nversion: v2\n", ["Line 2, column 1: Source contains"]],
    ["a tag of a language", "version: !!js/function v1\n", ["Line 1, column 10: Unresolved tag"]],
    ["a tag for bytes", "version: !!binary djE=\n", ["Line 1, column 10: Unresolved tag"]],
    ["a list as a key", "? [version]\n: v1\n", ["Line 1, column 3"]],
    ["an alias of nothing", "version: *v\n", ["The file can't be used: Unresolved alias"]],
    ["nothing in it", "", ["The document must hold"]],
    ["only a comment", "# version: v1\n", ["The document must hold"]],
  ])("for %s", async (_, content, beginnings) => {
    const reading = await read(content);
    const problems = reading.ok ? [] : reading.problems;
    expect(problems.map((problem, index) => problem.slice(0, beginnings[index]?.length))).toEqual(
      beginnings,
    );
  });

  test("for a key twice in JSON", async () => {
    expect(await read('{\n  "version": "v1",\n  "version": "v2"\n}', "policy.json")).toEqual({
      ok: false,
      problems: ["Line 3, column 3: Map keys must be unique"],
    });
  });

  test("for every setting that is wrong, at once", async () => {
    expect(await read("version: v1\nrecheck: soon\nworthSending: 0s\nfolds: true\n")).toMatchObject(
      {
        ok: false,
        problems: [
          expect.stringMatching(/^recheck: must be a duration/),
          expect.stringMatching(/^worthSending: must be a duration/),
          expect.stringMatching(/^folds: is not a key here/),
        ],
      },
    );
  });

  test("for aliases that would fill the memory when expanded", async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const items = Array(10).fill(level === 0 ? "x" : `*l${level - 1}`);
      return `l${level}: &l${level} [${items.join(", ")}]`;
    });
    expect(await read(levels.join("\n"))).toEqual({
      ok: false,
      problems: [expect.stringMatching(/^The file can't be used: Excessive alias count/)],
    });
  });

  test("for brackets a hundred thousand deep", async () => {
    expect(await read("[".repeat(100_000))).toEqual({
      ok: false,
      problems: expect.arrayContaining(["The file is nested too deep"]),
    });
  });

  test("with at most twenty syntax problems", async () => {
    const reading = await read("version: v1\n".repeat(1_000));
    expect(reading.ok ? [] : reading.problems).toHaveLength(20);
  });

  test("for more than 256 KiB", async () => {
    const comment = `version: v1\n#${"x".repeat(256 * 1024 - 13)}`;
    expect(await read(comment)).toMatchObject({ ok: true });
    expect(await read(`${comment}x`)).toEqual({
      ok: false,
      problems: ["The file must be at most 256 KiB"],
    });
  });

  test("for bytes that are not UTF-8", async () => {
    expect(await read(Buffer.from("version: caf\xe9", "latin1"))).toEqual({
      ok: false,
      problems: ["The file must be text in UTF-8"],
    });
  });

  test("when it does not exist, is not a file, or has another extension", async () => {
    await mkdir(path.join(folder, "folder.yaml"));
    const problems = await Promise.all(
      ["absent.yaml", "folder.yaml", "policy.toml", "absent.yaml/policy.yaml\0.json"].map(
        async (name) => {
          const reading = await readPolicyFile(path.join(folder, name));
          return reading.ok ? [] : reading.problems;
        },
      ),
    );
    expect(problems).toEqual([
      ["The file can't be read (ENOENT)"],
      ["The file must be a file"],
      ["The file must be a .yaml, .yml or .json file"],
      ["The file can't be read (ERR_INVALID_ARG_VALUE)"],
    ]);
  });
});

describe("the pages about the policy", () => {
  test("the example file is the default policy, written out", async () => {
    const reading = await readPolicyFile(EXAMPLE);
    const { version } = reading.ok ? reading.policy : DEFAULT_POLICY;
    expect(reading).toEqual({ ok: true, policy: { ...DEFAULT_POLICY, version } });
    expect(version).not.toBe(DEFAULT_POLICY.version);
  });

  test("each example of the manual is a policy without problems", async () => {
    const manual = await readFile(MANUAL, "utf8");
    const examples = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, example = ""]) => example);
    expect(examples.length).toBeGreaterThanOrEqual(4);
    for (const example of examples) expect(await read(example)).toMatchObject({ ok: true });
  });
});
