import type { Socket } from "node:net";
import type { Problem } from "@followthrough/core/contract";
import { ERRORS, type ErrorCode } from "@followthrough/core/contract";
import { OPERATOR_WORDS, refusalDetail } from "@followthrough/core/words";
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Refusal } from "../result.ts";
import { isUnavailable } from "../unavailable.ts";

/** The media type of every error body (RFC 9457). */
export const PROBLEM_JSON = "application/problem+json";

/** Every error code, in the order of the table `ERRORS`. */
export const ERROR_CODES = Object.keys(ERRORS).filter(isErrorCode);

function isErrorCode(key: string): key is ErrorCode {
  return Object.hasOwn(ERRORS, key);
}

/** A problem body with this code. */
export function problem(
  code: ErrorCode,
  more: Partial<Pick<Problem, "detail" | "instance" | "errors">> = {},
): Problem {
  const { status } = ERRORS[code];
  const title = OPERATOR_WORDS.refusals[code];
  return { type: `urn:followthrough:problem:${code}`, title, status, code, ...more };
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  if (body.status === 503) void reply.header("retry-after", "2");
  return reply.code(body.status).type(PROBLEM_JSON).serializer(JSON.stringify).send(body);
}

/** Answers with a verb's refusal. This is the only place where its fields become a sentence. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.fields === undefined) return sendProblem(reply, problem(refusal.code));
  const detail = refusalDetail(refusal);
  if (refusal.code !== "validation_failed") {
    return sendProblem(reply, problem(refusal.code, { detail }));
  }
  const errors = [{ field: refusal.fields.field, message: detail }];
  return sendProblem(reply, problem(refusal.code, { detail, errors }));
}

/** Answers with the problem that matches an error of the framework. */
export function sendError(reply: FastifyReply, error: FastifyError): FastifyReply {
  return sendProblem(reply, problemOf(error));
}

/** Answers input that is not HTTP, or has too many headers, on the bare connection, and then closes it. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const answer = problem("malformed_request");
  const body = JSON.stringify(answer);
  if (socket.writable && error.code !== "ECONNRESET") {
    socket.write(
      `HTTP/1.1 ${answer.status} Bad Request\r\ncontent-type: ${PROBLEM_JSON}\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

/** Turns everything that routes throw, and requests to unknown endpoints, into problems. */
export function answerWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const body = problemOf(error);
    if (body.status >= 500) request.log.error({ err: error, code: body.code }, "request failed");
    return sendProblem(reply, body);
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    sendProblem(
      reply,
      problem("route_unknown", {
        detail: `There is no endpoint for ${request.method} at this path.`,
      }),
    ),
  );
}

/** What the framework refuses before a route runs, by the framework's code. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed_request",
};

function problemOf(error: FastifyError): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) {
    return problem("validation_failed", problemsOf(error.validation, error.validationContext));
  }
  const known = FRAMEWORK_CODES[error.code];
  if (known === "malformed_json") {
    return problem(known, { detail: "It can't be parsed, or has a key that JavaScript reserves." });
  }
  if (known !== undefined) return problem(known);
  if (error.statusCode === 429) return problem("rate_limited");
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return problem("malformed_request");
  }
  return problem(isUnavailable(error) ? "database_unavailable" : "internal_error");
}

// Enough to correct a form. A body with a thousand problems must not be answered with a thousand sentences.
const MAX_PROBLEMS = 20;
const MAX_KEY = 128;

const PLACES = new Map([
  ["params", "path"],
  ["querystring", "query"],
  ["headers", "headers"],
]);

/** Which fields are wrong, as JSON pointers, and which part of the request they are in. */
function problemsOf(
  validation: readonly FastifySchemaValidationError[],
  context: string | undefined,
): Pick<Problem, "detail" | "errors"> {
  const errors = validation.flatMap(fieldsOf).slice(0, MAX_PROBLEMS);
  const place = PLACES.get(context ?? "") ?? "body";
  const fields = [...new Set(errors.map(({ field }) => field))].filter((field) => field !== "");
  const detail =
    fields.length === 0
      ? `The ${place} is not valid`
      : `Not valid in the ${place}: ${fields.join(", ")}`;
  return { detail, errors };
}

/** zod reports unknown keys on the object around them; here each key is a problem of its own. */
function fieldsOf({ instancePath, keyword, message, params }: FastifySchemaValidationError) {
  // The pointer to the whole document is the empty one.
  const parent = instancePath === "/" ? "" : instancePath;
  const unknownKeys = params.keys;
  if (keyword !== "unrecognized_keys" || !Array.isArray(unknownKeys)) {
    return [{ field: parent, message: message ?? "is not valid" }];
  }
  return unknownKeys.map((key) => ({
    field: `${parent}/${pointerPart(String(key))}`,
    message: "is not a known field",
  }));
}

function pointerPart(key: string): string {
  return key.slice(0, MAX_KEY).toWellFormed().replaceAll("~", "~0").replaceAll("/", "~1");
}
