import { loadModule, parseSync } from "libpg-query";

// Postgres's own parser. Its module is loaded once.
await loadModule();

/** A statement's relation, as Postgres's parser describes it. */
interface RangeVar {
  readonly relname: string;
  readonly schemaname?: string;
}

/**
 * The tables that an SQL text writes: by insert, update, delete, merge or truncate, even inside a `with`.
 * A table of another schema includes the schema's name. Throws on text that Postgres can't parse.
 */
export function writtenTables(text: string): string[] {
  return [...new Set(nodesOf(parseSync(text)).flatMap(relationsWritten).map(nameOf))];
}

/** The tables that an SQL text creates. */
export function createdTables(text: string): string[] {
  return nodesOf(parseSync(text)).flatMap(([kind, node]) =>
    kind === "CreateStmt" ? [nameOf(node.relation as RangeVar)] : [],
  );
}

type Node = readonly [kind: string, node: Readonly<Record<string, unknown>>];

/** Every node of the tree, with the key that names it. */
function nodesOf(tree: unknown): Node[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([kind, node]): Node[] => [
    ...(isRecord(node) ? [[kind, node] as const] : []),
    ...nodesOf(node),
  ]);
}

function relationsWritten([kind, node]: Node): RangeVar[] {
  switch (kind) {
    case "InsertStmt":
    case "UpdateStmt":
    case "DeleteStmt":
    case "MergeStmt":
      return [node.relation as RangeVar];
    case "TruncateStmt":
      return (node.relations as { RangeVar: RangeVar }[]).map((each) => each.RangeVar);
    default:
      return [];
  }
}

function nameOf({ relname, schemaname }: RangeVar): string {
  return schemaname === undefined ? relname : `${schemaname}.${relname}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
