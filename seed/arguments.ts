import { parseArgs } from "node:util";
import { SeedFailed } from "./seed-failed.ts";

/** What the command prints for `--help`. */
export const USAGE = `npm run seed -- [options]     fills a running product with a believable shop

  --seed N       which shop, a whole number from 1 to 999999 (1)
  --orders N     how many orders, from 1 to 10000 (150)
  --api-url URL  where the API is (http://127.0.0.1 at API_PORT, or 8000)
  --help         prints this

The API key is taken from CHECKOUT_API_KEY, or from secrets.json in DATA_DIR (.data).
With STANDARD_WEBHOOK_SECRETS as the product has it, the warehouse reports by signed webhooks.`;

/** What a run does. */
export interface SeedOptions {
  readonly seed: number;
  readonly orders: number;
  /** `null` where the command line names none. */
  readonly apiUrl: string | null;
  readonly isHelp: boolean;
}

/** Reads the command line. @throws {SeedFailed} when it is not understood */
export function readArguments(args: readonly string[]): SeedOptions {
  const { seed, orders, help, ...values } = parse(args);
  return {
    seed: readNumber("--seed", seed, 999_999),
    orders: readNumber("--orders", orders, 10_000),
    apiUrl: values["api-url"] === undefined ? null : readUrl(values["api-url"]),
    isHelp: help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: "string", default: "1" },
        orders: { type: "string", default: "150" },
        "api-url": { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SeedFailed(`${error.message}\n\n${USAGE}`, { cause: error });
  }
}

function readNumber(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new SeedFailed(`${flag} takes a whole number from 1 to ${most}, not "${text}".`);
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw new SeedFailed(`--api-url takes an address such as http://127.0.0.1:8000, not "${text}".`);
}
