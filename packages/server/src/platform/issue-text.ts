import { z } from "zod";

type Issue = z.core.$ZodRawIssue;

/** What is wrong with a value, as a sentence that begins after its name: `must be a number`. */
export function issueText(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${typeText(issue.expected)}`;
    case "invalid_value":
      return issue.input === undefined ? "is required" : `must be ${choice(issue.values)}`;
    case "invalid_union":
      return Array.isArray(issue.options) ? `must be ${choice(issue.options)}` : "is not valid";
    case "too_small":
      return leastText(issue);
    case "too_big":
      return mostText(issue);
    case "invalid_format":
      return FORMATS[issue.format] ?? "is not in the expected form";
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `has unknown fields: ${issue.keys.join(", ")}`;
    default:
      return "is not valid";
  }
}

/** Makes zod say what is wrong in these sentences, to everybody who calls or configures this process. */
export function speakPlainly(): void {
  z.config({ localeError: issueText });
}

const TYPES: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
};

function typeText(expected: string): string {
  return TYPES[expected] ?? expected;
}

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "must be an RFC 3339 date-time",
  email: "must be a mail address",
  url: "must be a URL",
  uuid: "must be a UUID",
};

function choice(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["character", "characters"],
  array: ["item", "items"],
  map: ["field", "fields"],
  record: ["field", "fields"],
};

function leastText({ origin, minimum, inclusive }: Extract<Issue, { code: "too_small" }>): string {
  const unit = UNITS[origin];
  if (unit === undefined)
    return inclusive === false ? `must be more than ${minimum}` : `must be ${minimum} or more`;
  return minimum === 1 ? "must not be empty" : `must have ${counted(minimum, unit)} or more`;
}

function mostText({ origin, maximum, inclusive }: Extract<Issue, { code: "too_big" }>): string {
  const unit = UNITS[origin];
  if (unit === undefined)
    return inclusive === false ? `must be less than ${maximum}` : `must be ${maximum} or less`;
  return `must have ${counted(maximum, unit)} or fewer`;
}

function counted(count: number | bigint, [one, many]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : many}`;
}
