import { expect } from "vitest";
import type { z } from "zod";

/** The fields that a schema refuses, as dotted paths; none if it accepts the value. */
export function wrongFields(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  const paths = result.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? [...issue.path, ...issue.keys].join(".")
      : issue.path.join("."),
  );
  return [...new Set(paths)];
}

/** Fails the test with the problems if a schema refuses a value that it should accept. */
export function expectAccepted(schema: z.ZodType, value: unknown): void {
  expect(schema.safeParse(value).error?.issues ?? []).toEqual([]);
}

/** A value nested so deep that a recursive reader runs out of stack. */
export function depthBomb(levels: number): unknown {
  let nested: unknown = "core";
  for (let level = 0; level < levels; level++) nested = level % 2 === 0 ? [nested] : { in: nested };
  return nested;
}
