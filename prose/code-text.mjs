import { parseSync, Visitor } from "oxc-parser";

/** Comments of languages without a parser here: from the mark to the end of the line, or the block. */
const COMMENTS = {
  ".css": /\/\*[\s\S]*?\*\//g,
  ".sql": /--[^\n]*|\/\*[\s\S]*?\*\//g,
  ".lua": /--[^\n]*/g,
  ".yaml": /(?<=^|\s)#[^\n]*/g,
  ".yml": /(?<=^|\s)#[^\n]*/g,
  ".example": /(?<=^|\s)#[^\n]*/g,
};

/** What begins a comment or one of its lines. It is no prose, and neither is a directive. */
const MARKS = /^[ \t]*(?:\/\*\*?|\*\/|\*(?!\/)|\/\/|--|#)|\*\/\s*$/gm;
const DIRECTIVE = /^(?:\/\/|\/\*)\s*(?:biome-|@ts-|#region)/;

const SCRIPTS = new Set([".ts", ".tsx", ".mjs", ".cjs", ".js"]);

/** The extensions whose comments, and in scripts also strings, are read. */
export const CODE_EXTENSIONS = [...SCRIPTS, ...Object.keys(COMMENTS)];

/**
 * The prose of a code file, each piece as `{ kind, start, text }`: `text` has the length of the
 * source it stands for, so that positions in it are positions in the file.
 *
 * @param {string} source
 * @param {string} extension with its dot
 * @param {string} path tells TypeScript from JSX
 */
export function readCodeText(source, extension, path) {
  if (SCRIPTS.has(extension)) return readScript(source, path);
  const comments = [...source.matchAll(COMMENTS[extension])].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  return joinLines(source, comments);
}

/** A string of one word is a name or a path. */
function readScript(source, path) {
  const { program, comments } = parseSync(path, source);
  const strings = [];
  const add = ({ start, end }) => strings.push({ kind: "string", start, end });
  new Visitor({
    Literal: (node) => typeof node.value === "string" && add(node),
    TemplateElement: add,
    JSXText: add,
  }).visit(program);
  return [
    ...joinLines(source, comments),
    ...strings
      .map(({ kind, start, end }) => ({ kind, start, text: source.slice(start, end) }))
      .filter(({ text }) => /\S\s+\S/.test(text)),
  ];
}

/** A sentence may go on in the next line's comment: neighbors with only white space between are one. */
function joinLines(source, comments) {
  const joined = [];
  for (const { start, end } of comments) {
    if (DIRECTIVE.test(source.slice(start, end))) continue;
    const last = joined.at(-1);
    const isNext = last !== undefined && /^[ \t]*\n[ \t]*$/.test(source.slice(last.end, start));
    if (isNext) last.end = end;
    else joined.push({ start, end });
  }
  return joined.map(({ start, end }) => ({
    kind: "comment",
    start,
    text: withoutCode(source.slice(start, end).replace(MARKS, blank)),
  }));
}

/** Code in backticks counts as one unknown word. */
function withoutCode(text) {
  return text.replace(/`[^`]*`/g, (code) => "·".repeat(code.length));
}

function blank(text) {
  return text.replace(/[^\n]/g, " ");
}
