import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { ERROR_CODES, PROBLEM_JSON } from "../../platform/http/problem.ts";
import { EXAMPLES } from "./openapi-examples.ts";

const Schema = z.record(z.string(), z.unknown());
const Schemas = z.record(z.string(), Schema);
const Parameter = z.looseObject({ in: z.string(), name: z.string() });
const Response = z.looseObject({
  description: z.string(),
  content: z.record(z.string(), z.looseObject({})).optional(),
});
const Operation = z.looseObject({
  parameters: z.array(Parameter).optional(),
  requestBody: z.looseObject({}).optional(),
  responses: z.record(z.string(), Response),
});
const Paths = z.record(z.string(), z.record(z.string(), Operation));
const Document = z.looseObject({ paths: Paths, components: z.looseObject({ schemas: Schemas }) });

type Schemas = z.infer<typeof Schemas>;
type Operation = z.infer<typeof Operation>;
type Response = z.infer<typeof Response>;

/**
 * Turns the translated routes into what readers and client generators want: one component for each named
 * schema, without the noise of the translation, with examples and with the headers of the answers.
 */
export function finishDocument<Described extends object>(described: Described): Described {
  const { paths, components, ...head } = Document.parse(described);
  const finished = {
    ...head,
    components: { ...components, schemas: oneSchemaEach(components.schemas, paths) },
    paths: mapValues(paths, (methods) => mapValues(methods, finishOperation)),
  };
  return JSON.parse(withPlainRefs(finished), withoutNoise);
}

const INPUT_REF = /"#\/components\/schemas\/(\w+)Input"/g;
const REF = /"#\/components\/schemas\/(\w+)"/g;

/**
 * The translation makes two components of every schema, `X` for answers and `XInput` for requests, whether or
 * not they are used. Here each schema gets one component with its own name.
 *
 * @throws when a schema is used both ways with different results: then it needs two names
 */
function oneSchemaEach(schemas: Schemas, paths: unknown): Schemas {
  const used = [...reachable(schemas, paths)].sort();
  const result: Schemas = {};
  for (const id of used) {
    const name = id.replace(/Input$/, "");
    const schema = Schema.parse(JSON.parse(withPlainRefs(schemas[id])));
    const twin = result[name];
    if (twin !== undefined && !isDeepStrictEqual(twin, schema)) {
      throw new Error(`${name} differs as request and as answer; give them two schemas`);
    }
    result[name] = schema;
  }
  return mapValues(result, (schema, name) =>
    EXAMPLES[name] === undefined ? schema : { ...schema, examples: EXAMPLES[name] },
  );
}

function withPlainRefs(value: unknown): string {
  return JSON.stringify(value).replaceAll(INPUT_REF, '"#/components/schemas/$1"');
}

function reachable(schemas: Schemas, root: unknown): Set<string> {
  const found = new Set<string>();
  const open = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [, id] of JSON.stringify(next).matchAll(REF)) {
      if (id === undefined || found.has(id)) continue;
      found.add(id);
      open.push(schemas[id]);
    }
  }
  return found;
}

function finishOperation(operation: Operation): Operation {
  const parameters = operation.parameters?.map((parameter) =>
    parameter.in === "header" ? { ...parameter, name: headerName(parameter.name) } : parameter,
  );
  const names = new Set(parameters?.map(({ name }) => name));
  const responses = mapValues(operation.responses, (response, status) => {
    const headers = answeredHeaders(status, names);
    const withExamples = withProblemExamples(response);
    return Object.keys(headers).length === 0 ? withExamples : { ...withExamples, headers };
  });
  const { operationId, summary, description, tags, security, requestBody } = operation;
  const body = requestBody && { ...requestBody, required: !isNullable(requestBody) };
  // Members that are undefined disappear when the document becomes JSON.
  const head = { operationId, summary, description, tags, security };
  return { ...head, ...operation, parameters, requestBody: body, responses };
}

/** A body that may be null may also be missing. */
function isNullable(requestBody: unknown): boolean {
  return JSON.stringify(requestBody).includes('{"type":"null"}]}');
}

function headerName(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace(/-Id$/, "-ID");
}

/** The headers of an answer follow from what the caller may send. */
function answeredHeaders(status: string, asked: ReadonlySet<string>) {
  const isSuccess = status.startsWith("2");
  const headers: Record<string, object> = {};
  if (asked.has("If-None-Match") && (isSuccess || status === "304")) {
    headers.ETag = header("The state's tag, for If-None-Match and If-Match");
  }
  if (asked.has("Idempotency-Key") && isSuccess) {
    headers["Idempotency-Replayed"] = header(
      "`true` when this is the first request's answer again",
    );
  }
  if (status === "429" || status === "503") {
    headers["Retry-After"] = header("Seconds after which another try makes sense");
  }
  return headers;
}

function header(description: string) {
  return { description, schema: { type: "string" } };
}

/** The description names the codes that this answer can have, with an example for each. */
function withProblemExamples(response: Response): Response {
  const media = response.content?.[PROBLEM_JSON];
  if (media === undefined) return response;
  const codes = ERROR_CODES.filter((code) => response.description.includes(`\`${code}\``));
  const examples = Object.fromEntries(
    codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
  );
  return { ...response, content: { ...response.content, [PROBLEM_JSON]: { ...media, examples } } };
}

/** A `JSON.parse` reviver: drops what zod says about every schema of a kind, and marks instants. */
function withoutNoise(key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const schema: Record<string, unknown> = { ...value };
  // Every integer is a safe one.
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Every key of JSON is a string.
  delete schema.propertyNames;
  // The format says the same; its pattern fills half a screen.
  if (schema.format === "date-time" || schema.format === "email") delete schema.pattern;
  // By the contract's convention, the name of a time ends in `At`.
  const isText = schema.type === "string" || isDeepStrictEqual(schema.type, ["string", "null"]);
  if (key.endsWith("At") && isText) schema.format = "date-time";
  return schema;
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value, key)]),
  );
}
