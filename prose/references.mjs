import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { inProject } from "../scripts/project.mjs";

/** The documents whose links and paths are checked. */
export const DOCUMENTS = "{*.md,{docs,examples}/**/*.md,{prove,bench}/*.md,{apps,packages}/*/*.md}";

/** Where a path in a document may begin, apart from the document's own folder. */
const BASES = ["", "packages/server/src", "packages/server/src/providers", "packages/server/test"];

/** What checklists add as an example, and an existing file at the same place. */
const EXAMPLES = [
  ["connectors/acme/", "connectors/stripe/"],
  ["mail/acme-transport.ts", "mail/resend-transport.ts"],
  ["alerts/alert-by-chat.ts", "alerts/alert-by-webhook.ts"],
  ["console/returns.ts", "console/insight.ts"],
  ["pages/returns/", "pages/insight/"],
  ["words/fr/", "words/de/"],
];

/** Made when the product or its tests run, outside the project, or a name that a package exports. */
const ELSEWHERE =
  /^(?:@followthrough|\.\.\/shared|\.data|e2e\/test-results|src\/(?:followthrough|subscribers))(?:\/|$)/;

const FOLDERS = "packages|apps|docs|scripts|e2e|prove|seed|bench|mutants|prose|examples|src";
const NAME = String.raw`[\w.@*[\]-]`;
const FILE = String.raw`(?:${NAME}+/)*${NAME}*\w\.(?:tsx?|[mc]js|sql|css|md|lua)\b`;
const FOLDER = String.raw`(?:\./)?(?:${FOLDERS})/[\w.@*[\]/-]*[\w*\]/]`;
const PATHS = new RegExp(String.raw`(?<![\w./:@*{}$-])(?:${FILE}|${FOLDER})(?![\w$(])`, "g");

/**
 * The links, anchors and paths of a document that lead nowhere. A path is any text in code that looks like the
 * name of a source file, or begins with one of the project's folders. A name without a folder has to be the name of some
 * file.
 *
 * @param {string} document its path, relative to the root
 * @param {string} text
 * @returns {readonly string[]}
 */
export function findDeadReferences(document, text) {
  const { prose, code } = takeApart(text);
  const links = [
    ...[...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target),
    ...[...text.matchAll(/\bsrc(?:set)?="([^"]+)"/g)].map(([, target]) => target),
  ].filter((target) => !/^[a-z]+:/.test(target));
  const paths = [...code.matchAll(PATHS)].map(([path]) => path);
  return [
    ...links.filter((target) => !leadsSomewhere(document, text, target)),
    ...paths.filter((path) => !isThere(document, path)),
  ];
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(text) {
  const seen = new Map();
  return [...takeApart(text).prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** What is read, and what stands in backticks or in blocks of code. A heading keeps the words of its code. */
function takeApart(text) {
  const code = [];
  const keep = (block) => {
    code.push(block);
    return "";
  };
  const prose = text
    .replaceAll(/^( *)```[\s\S]*?^\1```$/gm, keep)
    .replaceAll(/(?<=\n\n)(?: {4}.*\n|\n(?= {4}))+/g, keep)
    .replaceAll(/`([^`]+)`/g, (_span, words) => {
      code.push(words);
      return words;
    });
  return { prose, code: code.join("\n") };
}

function leadsSomewhere(document, text, target) {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : normalize(join(dirname(document), decodeURI(path)));
  if (!existsSync(inProject(file))) return false;
  if (anchor === undefined || !file.endsWith(".md")) return true;
  return anchorsOf(file === document ? text : readFileSync(inProject(file), "utf8")).includes(
    anchor,
  );
}

function isThere(document, written) {
  const path = EXAMPLES.reduce((at, [example, real]) => at.replace(example, real), written);
  if (ELSEWHERE.test(path)) return true;
  if (!path.includes("/")) return path.includes("*") || names().has(path);
  const places = [dirname(document), ...BASES].map((base) => join(base, path));
  return [...places, path.replace(/^core\//, "packages/core/src/")].some((place) =>
    place.includes("*")
      ? globSync(place, { cwd: inProject() }).length > 0
      : existsSync(inProject(place)),
  );
}

let known;

/** The names of all files of the project. */
function names() {
  known ??= new Set(
    globSync(
      "{*,.*,{.github,packages,apps,docs,examples,scripts,e2e,prove,seed,bench,mutants,prose}/**/*}.*",
      {
        cwd: inProject(),
        exclude: (path) => /(?:^|[\\/])(?:node_modules|dist|\.next)$/.test(path),
      },
    ).map((path) => basename(path)),
  );
  return known;
}
