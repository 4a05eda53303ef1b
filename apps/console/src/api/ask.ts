import { Problem } from "@followthrough/core/contract";
import type { z } from "zod";

const API = "/console/api";

/** A request that failed: a refusal with its code, or no answer at all. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** As in `docs/errors.md`; `unreachable` when no answer came. */
  readonly code: string;
  readonly status: number;
  readonly detail: string | null;

  constructor(code: string, status: number, title: string, detail: string | null) {
    super(title);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** What a request may bring. */
export interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Asks the API and checks what it answers. Paths are below `/console/api`. */
export async function ask<Body extends z.ZodType>(
  schema: Body,
  path: string,
  asked: Asked = {},
): Promise<z.output<Body>> {
  const answer = await send(path, asked);
  const parsed = schema.safeParse(await answer.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new ApiFailure("unreadable", answer.status, "The answer could not be read", null);
}

/** The same for a request whose answer has no body. */
export async function tell(path: string, asked: Asked): Promise<void> {
  await send(path, asked);
}

async function send(path: string, { method = "GET", body, headers, signal }: Asked) {
  const answer = await fetch(`${API}${path}`, {
    method,
    credentials: "same-origin",
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiFailure("unreachable", 0, "The API can’t be reached", null);
  });
  if (answer.ok) return answer;
  const problem = Problem.safeParse(await answer.json().catch(() => undefined));
  if (!problem.success) {
    throw new ApiFailure("unreachable", answer.status, "The API answers nothing useful", null);
  }
  const { code, title, detail } = problem.data;
  throw new ApiFailure(code, answer.status, title, detail ?? null);
}

/** A query string as a URL takes it; parameters that are not set are left out. */
export function toQuery(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
