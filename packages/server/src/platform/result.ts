import type { ErrorCode } from "@followthrough/core/contract";
import type {
  FieldedCode,
  FieldedRefusal,
  FieldProblem,
  RefusalFields,
} from "@followthrough/core/domain";

/**
 * An expected refusal, with its code from the table of errors. Details of this request are data; the sentence is
 * made when the request is answered.
 */
export type Refusal =
  | { readonly ok: false; readonly code: ErrorCode; readonly fields?: undefined }
  | FieldedRefusal;

/** What a verb returns: a value, or the reason for a refusal. Bugs and broken connections are thrown. */
export type Result<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/** The value of a verb that succeeded. */
export function succeed<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

/** An expected refusal. */
export function refuse(code: ErrorCode): Refusal {
  return { ok: false, code };
}

/** An expected refusal with details of this request: the fact, or the way out. */
export function refuseWith<Code extends FieldedCode>(
  code: Code,
  fields: RefusalFields[Code],
): FieldedRefusal<Code> {
  return { ok: false, code, fields };
}

/** The refusal of a field whose problem no schema can find. @param field a JSON pointer */
export function refuseField(field: string, problem: FieldProblem): Refusal {
  return refuseWith("validation_failed", { field, problem });
}
