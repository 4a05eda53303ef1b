import { z } from "zod";

/** RFC 9457 problem details. `code` is one of `docs/errors.md`. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe("Each field that is wrong, as a JSON pointer; empty for the whole document"),
  })
  .meta({ id: "Problem" });

/** RFC 9457 problem details. */
export type Problem = z.infer<typeof Problem>;
