import { defineConfig } from "vitest/config";

// Workspaces are tested from their sources; a stale build can't pass for the present code.
const resolve = { conditions: ["@followthrough/source", "module", "node"] };
const ssr = { resolve };
// Time is no promise of a test: these only end one that hangs, on a machine that is busy with other things.
const patience = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};
const onPostgres = {
  globalSetup: ["packages/server/test/support/postgres-cluster.ts"],
  ...patience,
  // Two cores: more files at once only wait for each other.
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: "unit",
          ...patience,
          include: [
            "packages/{core,react}/test/**/*.test.{ts,tsx}",
            "packages/server/test/unit/**/*.test.{ts,tsx}",
            "bench/test/**/*.test.ts",
            "mutants/*.test.mjs",
          ],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "postgres",
          include: ["packages/server/test/postgres/**/*.test.ts"],
          ...onPostgres,
        },
      },
      {
        resolve,
        ssr,
        test: { name: "fuzz", include: ["packages/server/test/fuzz/**/*.test.ts"], ...onPostgres },
      },
    ],
  },
});
