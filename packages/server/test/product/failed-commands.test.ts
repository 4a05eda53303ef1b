import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../src/product/main.ts";
import { deliveryReport } from "../support/returned-mails.ts";

const printed: unknown[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, "error").mockImplementation((said) => printed.push(said));
  vi.stubEnv("CHECKOUT_API_KEY", "a-key-for-this-test");
  vi.stubEnv("LINK_SECRET", "a-secret-for-this-test-of-32-characters");
  vi.stubEnv("LOG_LEVEL", "silent");
  // Nothing listens there.
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none");
});
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const UNREACHABLE = expect.stringMatching(/^The database can't be reached: .+Check DATABASE_URL/);

test.each<[string, readonly string[], unknown]>([
  ["whose arguments are missing", ["inbox", "replay"], expect.stringMatching(/^Give the ids/)],
  ["without its database", ["doctor"], UNREACHABLE],
  ["that reads all timelines without its database", ["audit", "verify"], UNREACHABLE],
])("a command %s says so in a sentence, and fails", async (_why, args, said) => {
  await main(["node", "followthrough", ...args]);
  expect(printed).toEqual([said]);
  expect(process.exitCode).toBe(1);
});

test("a returned mail without its database is tried again, and a sentence says why", async () => {
  const bounce = Readable.from([deliveryReport([{}])]);
  vi.spyOn(process, "stdin", "get").mockReturnValue(bounce as typeof process.stdin);
  await main(["node", "followthrough", "returned-mail"]);
  expect(printed).toEqual([UNREACHABLE]);
  expect(process.exitCode).toBe(75);
});
