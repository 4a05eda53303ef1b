import ts from "typescript";
import { OPTIONAL_STAGES, perRequirement, STAGES } from "../../src/domain/index.ts";

/** A place in the sources that lists stages by hand. */
export interface HandWrittenList {
  readonly file: string;
  readonly line: number;
  /** The names it lists, in the order of the source. */
  readonly names: readonly string[];
}

const STAGE_NAMES: ReadonlySet<string> = new Set(STAGES);

/** The names that code uses for stages. Only the record may list any of these sets. */
const VOCABULARIES: readonly ReadonlySet<string>[] = [
  STAGE_NAMES,
  new Set(Object.keys(perRequirement(() => true))),
  new Set(OPTIONAL_STAGES.map((stage) => `requires_${stage}`)),
];

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["@followthrough/source"],
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/**
 * The places in these files that list two or more stages. An object does not count if its type
 * requires a value for every stage, such as `Record<Stage, string>`: there the compiler reports a missing one.
 *
 * @param sources the files' texts by their paths; the types of their imports are read from disk
 */
export function findHandWrittenLists(sources: ReadonlyMap<string, string>): HandWrittenList[] {
  const suspects = [...sources].filter(([, text]) => VOCABULARIES.some((it) => isNaming(it, text)));
  // Types cost seconds; a few files need them.
  const suspected = suspects.filter(([path, text]) => listsIn(parse(path, text), null).length > 0);
  const { files, checker } = compile(new Map(suspected));
  return files.flatMap((source) => listsIn(source, checker));
}

function isNaming(vocabulary: ReadonlySet<string>, text: string): boolean {
  return [...vocabulary].filter((name) => text.includes(name)).length > 1;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
}

/** Reads these files with their types. TypeScript checks only what is queried. */
function compile(sources: ReadonlyMap<string, string>) {
  const host = ts.createCompilerHost(OPTIONS, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = sources.get(path);
    if (text === undefined) return getSourceFile(path, ...rest);
    return parse(path, text);
  };
  const program = ts.createProgram([...sources.keys()], OPTIONS, host);
  const files = [...sources.keys()].flatMap((path) => program.getSourceFile(path) ?? []);
  return { files, checker: program.getTypeChecker() };
}

/** @param checker without one, lists that their type makes complete are included */
function listsIn(source: ts.SourceFile, checker: ts.TypeChecker | null): HandWrittenList[] {
  const found: HandWrittenList[] = [];
  visit(source);
  return found;

  function visit(node: ts.Node): void {
    const named = namesIn(node);
    for (const vocabulary of VOCABULARIES) {
      const names = [...new Set(named)].filter((name) => vocabulary.has(name));
      // Most keys of `requires` are also stages: a list of stages alone is found by their own names.
      const isOwn = vocabulary === STAGE_NAMES || names.some((name) => !STAGE_NAMES.has(name));
      const isComplete = VOCABULARIES.some((each) => isCompleteByType(node, each, checker));
      if (names.length < 2 || !isOwn || isComplete) continue;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ file: source.fileName, line: line + 1, names });
    }
    ts.forEachChild(node, visit);
  }
}

/** Whether the object's type requires a value for every name, so that a missing one does not compile. */
function isCompleteByType(
  node: ts.Node,
  vocabulary: ReadonlySet<string>,
  checker: ts.TypeChecker | null,
): boolean {
  if (checker === null || !ts.isObjectLiteralExpression(node)) return false;
  const type = checker.getContextualType(node);
  return [...vocabulary].every((name) => {
    const property = type?.getProperty(name);
    return property !== undefined && (property.flags & ts.SymbolFlags.Optional) === 0;
  });
}

/** The names that this node itself lists, without those that its parts list. */
function namesIn(node: ts.Node): string[] {
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(namesOfElement);
  if (ts.isCallExpression(node)) return node.arguments.flatMap(namesOfElement);
  if (ts.isNewExpression(node)) return (node.arguments ?? []).flatMap(namesOfElement);
  if (ts.isUnionTypeNode(node)) return node.types.flatMap(nameOf);
  if (ts.isTupleTypeNode(node)) return node.elements.flatMap(nameOf);
  if (ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node)) {
    return node.members.flatMap(({ name }) => nameOf(name));
  }
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) => [...nameOf(property.name), ...valueIn(property)]);
  }
  if (ts.isEnumDeclaration(node)) {
    return node.members.flatMap(({ name, initializer }) => nameOf(initializer ?? name));
  }
  if (ts.isRegularExpressionLiteral(node)) return namesInText(node.text);
  if (ts.isObjectBindingPattern(node)) {
    return node.elements.flatMap(({ propertyName, name }) => nameOf(propertyName ?? name));
  }
  if (ts.isCaseBlock(node)) {
    return node.clauses.flatMap((clause) =>
      ts.isCaseClause(clause) ? nameOf(clause.expression) : [],
    );
  }
  if (isChain(node) && !isChain(node.parent)) return namesCompared(node);
  if (ts.isStringLiteralLike(node)) return namesInText(node.text);
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map(({ literal }) => literal)].flatMap(({ text }) =>
      namesInText(text),
    );
  }
  return [];
}

/** Also finds values in a list of objects, `[{ value: "payment" }, …]`, and the keys of pairs, `[["payment", 1], …]`. */
function namesOfElement(node: ts.Node): string[] {
  if (ts.isAsExpression(node)) return namesOfElement(node.expression);
  if (ts.isArrayLiteralExpression(node)) return nameOf(node.elements[0]);
  return ts.isObjectLiteralExpression(node) ? node.properties.flatMap(valueIn) : nameOf(node);
}

function valueIn(property: ts.ObjectLiteralElementLike): string[] {
  return ts.isPropertyAssignment(property) ? nameOf(property.initializer) : [];
}

/** The name in a literal, a key or the end of `order.requires.verification`; at most one. */
function nameOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) return [node.text];
  if (ts.isLiteralTypeNode(node)) return nameOf(node.literal);
  if (ts.isPropertyAccessExpression(node)) return nameOf(node.name);
  if (ts.isElementAccessExpression(node)) return nameOf(node.argumentExpression);
  return [];
}

/** `a === "payment" || a === "verification"`, and the like. */
function isChain(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken].includes(
      node.operatorToken.kind,
    )
  );
}

function namesCompared(node: ts.Node): string[] {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  if (ts.isPrefixUnaryExpression(inner)) return namesCompared(inner.operand);
  if (!ts.isBinaryExpression(inner)) return nameOf(inner);
  return [...namesCompared(inner.left), ...namesCompared(inner.right)];
}

/** Names in quotes, as in SQL, columns, and a text that is nothing but names: `payment,fulfillment`, `^(a|b)$`. */
function namesInText(text: string): string[] {
  if (/^\W*\w+(?:(?:,\s*|\|)\w+)+\W*$/.test(text)) return text.split(/\W+/);
  return [...text.matchAll(/(?<quote>['"])(?<name>\w+)\k<quote>|\brequires_\w+/g)].map(
    ([whole, , name]) => name ?? whole,
  );
}
