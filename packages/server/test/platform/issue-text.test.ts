import { expect, test } from "vitest";
import { z } from "zod";
import { issueText } from "../../src/platform/issue-text.ts";

function problem(schema: z.ZodType, value: unknown): string | undefined {
  return schema.safeParse(value, { error: issueText }).error?.issues[0]?.message;
}

const Either = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a") }),
  z.object({ kind: z.literal("b") }),
]);

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, "is required"],
  [z.enum(["a", "b"]), undefined, "is required"],
  [z.string(), 1, "must be text"],
  [z.int(), 1.5, "must be a whole number"],
  [z.coerce.number(), "http", "must be a number"],
  [z.boolean(), "yes", "must be true or false"],
  [z.array(z.string()), "a", "must be a list"],
  [z.object({}), [], "must be an object"],
  [z.record(z.string(), z.string()), null, "must be an object"],
  [z.literal("a"), "b", "must be a"],
  [z.enum(["a", "b"]), "c", "must be one of a, b"],
  [Either, { kind: "c" }, "must be one of a, b"],
  [z.number().min(0), -1, "must be 0 or more"],
  [z.number().positive(), 0, "must be more than 0"],
  [z.number().max(9), 10, "must be 9 or less"],
  [z.number().lt(9), 9, "must be less than 9"],
  [z.string().min(1), "", "must not be empty"],
  [z.string().min(16), "short", "must have 16 characters or more"],
  [z.string().max(1), "ab", "must have 1 character or fewer"],
  [z.array(z.string()).max(2), ["a", "b", "c"], "must have 2 items or fewer"],
  [z.url(), "shop", "must be a URL"],
  [z.email(), "ada", "must be a mail address"],
  [z.uuid(), "1", "must be a UUID"],
  [z.iso.datetime(), "tomorrow", "must be an RFC 3339 date-time"],
  [z.string().regex(/^a/), "b", "is not in the expected form"],
  [z.number().multipleOf(5), 7, "must be a multiple of 5"],
  [z.strictObject({}), { why: 1 }, "has unknown fields: why"],
  [z.union([z.string(), z.int()]), true, "is not valid"],
])("%#: says what would be right", (schema, value, sentence) => {
  expect(problem(schema, value)).toBe(sentence);
});

test("a sentence of the schema's own comes first", () => {
  expect(problem(z.string({ error: "must be a name" }), 1)).toBe("must be a name");
});
