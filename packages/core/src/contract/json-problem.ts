/** Why a parsed JSON value can't be stored, or `null` when it can. */
export type JsonProblem = "too_deep" | "not_well_formed" | "nul_character";

/**
 * Looks through a parsed JSON value for what `jsonb` or a recursive reader would choke on.
 * Walks with a list of its own, so that a value nested a hundred thousand levels deep costs no stack.
 */
export function jsonProblem(value: unknown, maxDepth: number): JsonProblem | null {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === "string") {
      const problem = textProblem(next.value);
      if (problem !== null) return problem;
    } else if (typeof next.value === "object" && next.value !== null) {
      if (next.depth >= maxDepth) return "too_deep";
      for (const [key, child] of Object.entries(next.value)) {
        const problem = textProblem(key);
        if (problem !== null) return problem;
        open.push({ value: child, depth: next.depth + 1 });
      }
    }
  }
  return null;
}

function textProblem(value: string): JsonProblem | null {
  if (!value.isWellFormed()) return "not_well_formed";
  return value.includes("\u0000") ? "nul_character" : null;
}
