import { ERRORS } from "@followthrough/core/contract";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";

const JsonSchema = z.record(z.string(), z.unknown());
/** A JSON Schema as written in the document. */
export type JsonSchema = z.infer<typeof JsonSchema>;

const Parameter = z.object({
  in: z.enum(["path", "query", "header"]),
  name: z.string(),
  required: z.boolean().default(false),
  schema: JsonSchema,
});
const Content = z.record(
  z.string(),
  z.object({
    schema: JsonSchema,
    examples: z.record(z.string(), z.unknown()).optional(),
  }),
);
const Operation = z.object({
  operationId: z.string(),
  security: z.array(z.unknown()).optional(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: Content.default({}) }),
  ),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), JsonSchema) }),
});

/** A parameter of an operation. */
export type Parameter = z.infer<typeof Parameter>;

/** One method of one path, as the document declares it. */
export interface Operation extends z.infer<typeof Operation> {
  readonly method: string;
  readonly path: string;
}

/** What the API accepts and answers, according to its own document. */
export interface ApiDocument {
  readonly operations: readonly Operation[];
  /** Follows a `$ref` to the schema that it names. Any other schema is returned as it is. */
  resolve(schema: JsonSchema): JsonSchema;
  /** What is wrong with a value; `null` when it matches the schema. */
  faultOf(schema: JsonSchema, value: unknown): string | null;
}

/** Reads the document that an app serves. */
export function readDocument(served: unknown): ApiDocument {
  const { paths, components } = Document.parse(served);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // A separate test compares examples with their schemas.
  ajv.addSchema({ $id: "https://api.test/document", components });
  const compiled = new Map<string, ValidateFunction>();
  const checkOf = (schema: JsonSchema): ValidateFunction => {
    const text = JSON.stringify(schema);
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const absolute = text.replaceAll('"#/components/', '"https://api.test/document#/components/');
    const check = ajv.compile(JsonSchema.parse(JSON.parse(absolute)));
    compiled.set(text, check);
    return check;
  };
  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        path,
        method: method.toUpperCase(),
      })),
    ),
    resolve(schema) {
      const name = /^#\/components\/schemas\/(.*)$/.exec(String(schema.$ref))?.[1];
      return name === undefined ? schema : (components.schemas[name] ?? {});
    },
    faultOf(schema, value) {
      const check = checkOf(schema);
      return check(value) ? null : ajv.errorsText(check.errors);
    },
  };
}

/** The codes that an operation declares for a status: the examples of its problem. */
export function declaredCodes(operation: Operation, status: number): string[] {
  const media = operation.responses[status]?.content["application/problem+json"];
  return Object.keys(media?.examples ?? {}).filter((code) => Object.hasOwn(ERRORS, code));
}
