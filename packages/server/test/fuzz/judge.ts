import { ERRORS, Problem } from "@followthrough/core/contract";
import { type ApiDocument, declaredCodes, type Operation } from "./document.ts";
import type { HostileRequest } from "./requests.ts";
import type { WireAnswer } from "./wire.ts";

// Words about our internals. None of them helps a caller.
const LEAKS =
  /node_modules|\.[cm]?[jt]sx?:\d|\bat \S+ \(|select .* from|insert into|postgres|pg_|zod|fastify|FST_|ECONN/i;

/** Why an answer is not what the document declares for this request; `null` when it is. */
export function faultOfAnswer(
  document: ApiDocument,
  operation: Operation,
  request: HostileRequest,
  answer: WireAnswer,
): string | null {
  const { status, mediaType, text } = answer;
  if (status >= 500) return "a failure of the server";
  if (request.leaves === true)
    return faultOfProblem(request, answer, ["route_unknown", "malformed_request"]);
  const declared = operation.responses[status];
  if (declared === undefined) return "a status that is not declared";
  if (request.mustFail === true && status < 400)
    return "accepted against the document's own schema";
  if (Object.keys(declared.content).length === 0) {
    return text === "" ? null : "a body although none is declared";
  }
  const media = declared.content[mediaType];
  if (media === undefined) return `a media type that is not declared: ${mediaType || "none"}`;
  if (mediaType === "application/problem+json") {
    return faultOfProblem(request, answer, declaredCodes(operation, status));
  }
  const value: unknown = mediaType === "application/json" ? JSON.parse(text) : text;
  return document.faultOf(media.schema, value);
}

function faultOfProblem(
  request: HostileRequest,
  { status, text }: WireAnswer,
  codes: readonly string[],
): string | null {
  const parsed = Problem.strict().safeParse(JSON.parse(text));
  if (!parsed.success) return `not a problem body: ${parsed.error.message}`;
  const { code, detail = "", errors = [] } = parsed.data;
  if (!codes.includes(code)) return `the code ${code} is not declared for ${status}`;
  const known = Object.entries(ERRORS).find(([name]) => name === code)?.[1];
  if (known?.status !== status || parsed.data.status !== status) return "a status of another code";
  const said = [detail, ...errors.map(({ message }) => message)].join("\n");
  if (LEAKS.test(said)) return "it reveals internals";
  return code === "validation_failed" ? faultOfNaming(request.field, errors) : null;
}

/** A validation problem names what is wrong: the spoiled field, one above it or one inside it. */
function faultOfNaming(
  spoiled: string | undefined,
  errors: readonly { readonly field: string }[],
): string | null {
  if (errors.length === 0) return "no field is named";
  if (errors.some(({ field }) => field !== "" && !field.startsWith("/")))
    return "a field that is not a JSON pointer";
  if (spoiled === undefined) return null;
  const isNamed = errors.some(({ field }) => isWithin(field, spoiled) || isWithin(spoiled, field));
  return isNamed ? null : "the spoiled field is not named";
}

function isWithin(field: string, above: string): boolean {
  return field === above || field.startsWith(`${above}/`);
}
