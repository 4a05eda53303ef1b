import type { connect } from "@followthrough/core/client";
import { Problem } from "@followthrough/core/contract";
import { SeedFailed } from "../seed-failed.ts";

/** The typed client of one product. */
export type ApiClient = ReturnType<typeof connect>;

/** What a call of the typed client gives; `response` is missing where nothing answered. */
interface Call<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response?: Response | undefined;
}

/** An answer that is a success. */
export interface Answer<Data> {
  readonly data: Data;
  readonly response: Response;
}

/**
 * Waits for a call that has to succeed.
 *
 * @param what the call as a person would name it
 * @throws {SeedFailed} when nothing answers or the answer is a refusal
 */
export async function requireAnswer<Data>(
  what: string,
  call: Promise<Call<Data>>,
): Promise<Answer<NonNullable<Data>>> {
  const answer = await answerIfKnown(what, call);
  if (answer === null) throw new SeedFailed(`${what}: the API knows nothing of it (404).`);
  return answer;
}

/** As {@link requireAnswer}; `null` where the API answers that it does not know what was requested. */
export async function answerIfKnown<Data>(
  what: string,
  call: Promise<Call<Data>>,
): Promise<Answer<NonNullable<Data>> | null> {
  const { data, error, response } = await call;
  if (response === undefined) {
    throw new SeedFailed(`${what}: nothing answered.`, { cause: error });
  }
  if (response.status === 404) return null;
  if (!response.ok || data === undefined || data === null) {
    throw new SeedFailed(`${what} was answered with ${response.status}: ${explainRefusal(error)}`, {
      cause: error,
    });
  }
  return { data, response };
}

function explainRefusal(error: unknown): string {
  const problem = Problem.safeParse(error);
  if (!problem.success) return JSON.stringify(error) ?? String(error);
  const { code, title, detail = "", errors = [] } = problem.data;
  const fields = errors.map(({ field, message }) => `${field} ${message}`);
  return [`${code}: ${title}`, detail, ...fields].filter((part) => part !== "").join("; ");
}
