import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { ERROR_CODES, EXAMPLES } from "./openapi-examples.ts";
import { PROBLEM_JSON } from "./problem.ts";

const Schema = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof Schema>;

const Parameter = z.looseObject({ in: z.string(), name: z.string() });
const Media = z.looseObject({});
const Response = z.looseObject({
  description: z.string(),
  content: z.record(z.string(), Media).optional(),
});
const Operation = z.looseObject({
  parameters: z.array(Parameter).optional(),
  responses: z.record(z.string(), Response),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), Schema) }),
});
type Operation = z.infer<typeof Operation>;

const COMPONENT = "#/components/schemas/";

/**
 * Makes the document what a reader and a client generator want of it: one component for each named schema,
 * without the noise of the translation from zod, with examples and with the headers of the answers.
 */
export function finishDocument<Described extends object>(described: Described): Described {
  const { paths, components, ...head } = Document.parse(mergeTwins(described));
  const finished = {
    ...head,
    paths: mapValues(paths, (methods) => mapValues(methods, finishOperation)),
    components: { ...components, schemas: finishSchemas(components.schemas) },
  };
  return dropUnused(plainSchemas(finished)) as Described;
}
