import type { Problem } from "@followthrough/core/contract";
import { ERRORS, type ErrorCode } from "@followthrough/core/domain";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { isUnavailable, type Refusal } from "../usecases/result.ts";

/** The media type of every error body (RFC 9457). */
export const PROBLEM_JSON = "application/problem+json";

/** A problem body of this code. */
export function problem(
  code: ErrorCode,
  more: Partial<Pick<Problem, "detail" | "instance" | "errors">> = {},
): Problem {
  const { status, title } = ERRORS[code];
  return { type: `urn:followthrough:problem:${code}`, title, status, code, ...more };
}

/** Answers with a problem. */
export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  if (body.status === 503) void reply.header("retry-after", "2");
  return reply.code(body.status).type(PROBLEM_JSON).serializer(JSON.stringify).send(body);
}

/** Answers with a use case's refusal. */
export function sendRefusal(reply: FastifyReply, { code, detail }: Refusal): FastifyReply {
  return sendProblem(reply, problem(code, detail === undefined ? {} : { detail }));
}

/** Turns whatever a route throws, and addresses that lead nowhere, into problems. */
export function answerWithProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const body = problemOf(error);
    if (body.status >= 500) request.log.error({ err: error, code: body.code }, "request failed");
    return sendProblem(reply, body);
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    sendProblem(
      reply,
      problem("route_unknown", { detail: `${request.method} leads to nothing here.` }),
    ),
  );
}

/** What the framework refuses before a route runs, by its code. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_json",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_json",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media_type",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed_request",
};

function problemOf(error: FastifyError): Problem {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      field: instancePath === "" ? "/" : instancePath,
      message: message ?? "is not valid",
    }));
    const fields = errors.map(({ field }) => field).join(", ");
    return problem("validation_failed", { detail: `Not valid: ${fields}`, errors });
  }
  const known = FRAMEWORK_CODES[error.code];
  if (known !== undefined) return problem(known);
  if (error.statusCode === 429) return problem("rate_limited");
  if (error instanceof SyntaxError && error.statusCode === 400) return problem("malformed_json");
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return problem("malformed_request");
  }
  return problem(isUnavailable(error) ? "database_unavailable" : "internal_error");
}
