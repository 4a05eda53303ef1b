import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "oxc-parser";

const SOURCES = fileURLToPath(new URL("../../src/", import.meta.url));

/** A call in the server's sources. */
export interface SourceCall {
  /** The file's path below `packages/server/src`. */
  readonly file: string;
  /** The name of the called function; for a method, its name alone. */
  readonly name: string;
  /** Whether it is called on an object. */
  readonly isMethod: boolean;
  /** The first argument as a pattern, where a template's parts match any text. `null` if it is not a text. */
  readonly firstText: RegExp | null;
}

/** The TypeScript files of the server, as paths below `packages/server/src`. */
export function sourceFiles(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .sort();
}

/** The absolute path of one of them. */
export function sourcePath(file: string): string {
  return `${SOURCES}${file}`;
}

/** Every call in these files to one of these names, found in the syntax tree. */
export function findCalls(files: readonly string[], names: readonly string[]): SourceCall[] {
  return files.flatMap((file) => callsIn(file).filter((call) => names.includes(call.name)));
}

function callsIn(file: string): SourceCall[] {
  const calls: SourceCall[] = [];
  new Visitor({
    CallExpression({ callee, arguments: [first] }) {
      const firstText = patternOf(first);
      if (callee.type === "Identifier") {
        calls.push({ file, name: callee.name, isMethod: false, firstText });
      } else if (callee.type === "MemberExpression" && callee.property.type === "Identifier") {
        calls.push({ file, name: callee.property.name, isMethod: true, firstText });
      }
    },
  }).visit(parseSync(file, readFileSync(sourcePath(file), "utf8")).program);
  return calls;
}

/**
 * Ways in these files to reach one of these functions that `findCalls` does not see: imported under another name, taken
 * from its object, or bound.
 */
export function findAliases(files: readonly string[], names: readonly string[]): string[] {
  return files.flatMap((file) => aliasesIn(file, readFileSync(sourcePath(file), "utf8"), names));
}

/** The same in one text. */
export function aliasesIn(file: string, text: string, names: readonly string[]): string[] {
  const aliases: string[] = [];
  const add = (name: string) => aliases.push(`${file}: ${name}`);
  new Visitor({
    ImportSpecifier({ imported, local }) {
      const name = imported.type === "Identifier" ? imported.name : imported.value;
      if (names.includes(name) && local.name !== name) add(name);
    },
    MemberExpression({ object, property }) {
      const isBound =
        property.type === "Identifier" && ["apply", "bind", "call"].includes(property.name);
      if (!isBound || object.type !== "MemberExpression") return;
      if (object.property.type !== "Identifier") return;
      if (names.includes(object.property.name)) add(object.property.name);
    },
    ObjectPattern({ properties }) {
      for (const property of properties) {
        if (property.type !== "Property" || property.key.type !== "Identifier") continue;
        if (names.includes(property.key.name)) add(property.key.name);
      }
    },
  }).visit(parseSync(file, text).program);
  return aliases;
}

interface Argument {
  readonly type: string;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string | null } }[];
}

function patternOf(argument: Argument | undefined): RegExp | null {
  if (typeof argument?.value === "string") return exactly([argument.value]);
  if (argument?.type !== "TemplateLiteral") return null;
  return exactly((argument.quasis ?? []).map(({ value }) => value.cooked ?? ""));
}

function exactly(parts: readonly string[]): RegExp {
  const escaped = parts.map((part) => part.replace(/[^\w\s]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".+")}$`, "s");
}
