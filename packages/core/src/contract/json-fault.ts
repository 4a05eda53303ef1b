/** Why a parsed JSON value can't be stored, or `null` when it can. */
export type JsonFault = "too_deep" | "not_well_formed" | "nul_character";

/**
 * Looks through a parsed JSON value for what `jsonb` or a recursive reader would choke on.
 * Walks with a list of its own, so that a value nested a hundred thousand levels deep costs no stack.
 */
export function jsonFault(value: unknown, maxDepth: number): JsonFault | null {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === "string") {
      const fault = textFault(next.value);
      if (fault !== null) return fault;
    } else if (typeof next.value === "object" && next.value !== null) {
      if (next.depth >= maxDepth) return "too_deep";
      for (const [key, child] of Object.entries(next.value)) {
        const fault = textFault(key);
        if (fault !== null) return fault;
        open.push({ value: child, depth: next.depth + 1 });
      }
    }
  }
  return null;
}

function textFault(value: string): JsonFault | null {
  if (!value.isWellFormed()) return "not_well_formed";
  return value.includes("\u0000") ? "nul_character" : null;
}
