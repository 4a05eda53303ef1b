import { defineConfig } from "vitest/config";

// Workspaces are tested from their sources; a stale build can't pass for the present code.
const resolve = { conditions: ["@followthrough/source", "module", "node"] };
const ssr = { resolve };
// Time is no promise of a test: these only end one that hangs, on a machine that is busy with other things.
const patience = {
  testTimeout: 10 * 60_000,
  hookTimeout: 10 * 60_000,
  expect: { poll: { timeout: 30_000 } },
};
const onPostgres = {
  globalSetup: ["packages/server/test/support/postgres/postgres-cluster.ts"],
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
            "apps/console/test/**/*.test.ts",
            "packages/server/test/**/*.test.{ts,tsx}",
            "bench/test/**/*.test.ts",
            "seed/test/**/*.test.ts",
            "mutants/*.test.mjs",
            "prose/*.test.mjs",
            "tidy/*.test.mjs",
          ],
          exclude: ["packages/server/test/fuzz/**", "**/*.pg.test.ts"],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: "postgres",
          include: ["packages/server/test/**/*.pg.test.ts"],
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
