import type { ErrorCode } from "@followthrough/core/domain";

/** Whether what was thrown means only that the database can't be reached at the moment. */
export { isUnavailable } from "../db/database.ts";

/** A refusal that was to be expected, with its code of the one table. */
export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  /** The fact and the way out, for this very request. */
  readonly detail?: string;
  /** The field at fault, as a JSON pointer, where it is one that only the use case can judge. */
  readonly field?: string;
}

/** What a use case answers: a value, or why not. Bugs and broken connections are thrown. */
export type Result<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/** The value of a use case that went through. */
export function succeed<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

/** An expected refusal. */
export function refuse(code: ErrorCode, detail?: string): Refusal {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}

/** The refusal of a field whose fault no schema can see. */
export function refuseField(field: string, message: string): Refusal {
  return { ok: false, code: "validation_failed", detail: `${field} ${message}`, field };
}
