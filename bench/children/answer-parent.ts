import type { z } from "zod";

/** Answers the requests of the harness, until it stops this process or is gone. */
export function answerParent<Question>(
  Question: z.ZodType<Question>,
  answer: (question: Question) => Promise<object>,
): void {
  process.on("message", async (message) => {
    try {
      process.send?.(await answer(Question.parse(message)));
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on("disconnect", () => process.exit());
}
