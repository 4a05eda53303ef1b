import { extname } from "node:path";
import { TextlintKernel } from "@textlint/kernel";
import markdown from "@textlint/textlint-plugin-markdown";
import { CODE_EXTENSIONS, readCodeText } from "./code-text.mjs";
import { RULES } from "./rules.mjs";

/** The extensions that are checked. */
export const EXTENSIONS = [".md", ...CODE_EXTENSIONS];

const kernel = new TextlintKernel();
const plugins = [
  { pluginId: "markdown", plugin: markdown.default ?? markdown },
  { pluginId: "code", plugin: { Processor: createCodeProcessor() } },
];

/**
 * The phrases of one file that the rules don't allow.
 *
 * @param {string} source
 * @param {string} path relative to the root, with slashes
 * @returns {Promise<readonly { line: number, column: number, message: string }[]>}
 */
export async function findPhrases(source, path) {
  const rules = RULES.filter(({ allowedIn = [] }) => !allowedIn.some((at) => path.startsWith(at)));
  const { messages } = await kernel.lintText(source, {
    filePath: path,
    ext: extname(path),
    plugins,
    rules: [{ ruleId: "phrases", rule: reportPhrases, options: { rules } }],
  });
  return messages;
}

/** A textlint rule: what it reads as one text is a paragraph, a heading, a cell, or one comment. */
function reportPhrases({ RuleError, report, locator, Syntax }, { rules }) {
  const check = (node, text, kind = "prose") => {
    for (const { phrase, say, skipsStrings } of rules) {
      if (skipsStrings && kind === "string") continue;
      for (const match of text.matchAll(flexible(phrase))) {
        const found = match[0].trim().replaceAll(/\s+/g, " ");
        report(node, new RuleError(`"${found}": say ${say}`, { padding: locator.at(match.index) }));
      }
    }
  };
  const checkMarkdown = (node) => check(node, proseOf(node));
  return {
    [Syntax.Paragraph]: (node) => {
      if (node.text === undefined) checkMarkdown(node);
      else check(node, node.text, node.kind);
    },
    [Syntax.Header]: checkMarkdown,
    [Syntax.TableCell]: checkMarkdown,
  };
}

const flexed = new Map();

/** A phrase may break over a line: its spaces match any white space. */
function flexible(phrase) {
  const known =
    flexed.get(phrase) ?? new RegExp(phrase.source.replaceAll(" ", "\\s+"), phrase.flags);
  flexed.set(phrase, known);
  return known;
}

/** The words of a Markdown node at their places; code counts as one unknown word, addresses as none. */
function proseOf(node) {
  const [from] = node.range;
  let text = node.raw;
  const fill = ({ range: [start, end] }, sign) => {
    text = text.slice(0, start - from) + sign.repeat(end - start) + text.slice(end - from);
  };
  const visit = (child) => {
    if (child.type === "Code") fill(child, "·");
    else if (child.type === "Html") fill(child, " ");
    else if (child.type === "Link" || child.type === "Image") {
      const last = child.children?.at(-1)?.range[1] ?? child.range[0];
      fill({ range: [last, child.range[1]] }, " ");
    }
    for (const inner of child.children ?? []) visit(inner);
  };
  visit(node);
  return text;
}

/** Gives textlint the prose of a code file as a document of paragraphs. */
function createCodeProcessor() {
  return class CodeProcessor {
    availableExtensions() {
      return CODE_EXTENSIONS;
    }

    processor(extension) {
      return {
        preProcess: (source, path) => toDocument(source, readCodeText(source, extension, path)),
        postProcess: (messages, path) => ({ messages, filePath: path }),
      };
    }
  };
}

function toDocument(source, pieces) {
  const lineStarts = [0];
  for (const { index } of source.matchAll(/\n/g)) lineStarts.push(index + 1);
  const locate = (offset) => {
    let line = 0;
    while (line + 1 < lineStarts.length && lineStarts[line + 1] <= offset) line += 1;
    return { line: line + 1, column: offset - lineStarts[line] };
  };
  const node = (type, start, end, more) => ({
    type,
    raw: source.slice(start, end),
    range: [start, end],
    loc: { start: locate(start), end: locate(end) },
    ...more,
  });
  const paragraphs = pieces.map(({ kind, start, text }) =>
    node("Paragraph", start, start + text.length, { kind, text, children: [] }),
  );
  return node("Document", 0, source.length, { children: paragraphs });
}
