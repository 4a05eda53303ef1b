import { z } from "zod";

/** Environment variables as given. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One environment variable. */
export interface Setting<Value = unknown> {
  readonly name: string;
  /** Reads the text. Accepts `undefined` if the variable may be absent. */
  readonly schema: z.ZodType<Value>;
  /** The value in `.env.example`; empty if there is no default to show. */
  readonly example: string;
  /** The lines of its own comment in `.env.example`. */
  readonly about?: readonly string[];
}

/** A base URL with http or https, without a trailing slash. */
export const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((value) => value.replace(/\/$/, ""));

/** A Standard Webhooks secret: `whsec_` and the base64 of 24 bytes or more. */
export const SIGNING_SECRET = /^whsec_[A-Za-z0-9+/]{32,}={0,2}$/;

/** The value of a setting. @throws ZodError when it is not valid */
export function readSetting<Value>({ name, schema }: Setting<Value>, from: Environment): Value {
  return schema.parse(from[name]);
}

/** What is wrong with these settings, one line each. */
export function findProblems(settings: readonly Setting[], from: Environment): string[] {
  return settings.flatMap(({ name, schema }) => {
    const { error } = schema.safeParse(from[name]);
    const issues = error?.issues ?? [];
    return issues.map(({ path, message }) => `${[name, ...path].join(".")}: ${message}`);
  });
}
