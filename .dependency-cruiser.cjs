/** The arrows between rooms. A build that breaks one fails. */
const rooms = "packages/server/src";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain-imports-nothing",
      comment:
        "The rules are pure: no library, no other room. But for Temporal: wall-clock arithmetic across clock changes is not ours to write, and it reads no clock here.",
      severity: "error",
      from: { path: "^packages/core/src/domain" },
      to: { pathNot: "^packages/core/src/domain|node_modules/temporal-polyfill/" },
    },
    {
      name: "contract-speaks-domain-and-zod",
      severity: "error",
      from: { path: "^packages/core/src/contract" },
      to: { pathNot: "^packages/core/src/(contract|domain)|node_modules/zod" },
    },
    {
      name: "react-knows-core-only",
      severity: "error",
      from: { path: "^packages/react/src" },
      to: {
        pathNot: "^packages/(react|core)/src|^packages/core/dist|node_modules/(@types/)?react",
      },
    },
    {
      name: "storefront-talks-http",
      comment: "Core for the words, react for the banner; the server only over the wire.",
      severity: "error",
      from: { path: "^apps/storefront" },
      to: { path: "^packages/server" },
    },
    {
      name: "console-talks-http",
      comment: "Core for the words; the server only over the wire.",
      severity: "error",
      from: { path: "^apps/console" },
      to: { path: "^packages/server|^packages/react/src/.*\\.tsx?$" },
    },
    {
      name: "doors-ask-usecases",
      comment:
        "http, worker and cli never touch the database, mail, webhooks or providers themselves.",
      severity: "error",
      from: { path: `^${rooms}/(http|worker|cli)/` },
      to: { path: `^${rooms}/(db|email|webhooks|embedded-postgres)/|^${rooms}/loyalty/http-` },
    },
    {
      name: "better-auth-is-loaded-at-its-first-use",
      comment: "At the start it would be a third of what an API loads. Types load nothing.",
      severity: "error",
      from: { pathNot: `^${rooms}/operators/(auth|better-auth-access)\\.ts$` },
      to: {
        path: `^${rooms}/operators/(auth|better-auth-access)\\.ts$`,
        dependencyTypesNot: ["type-only", "dynamic-import"],
      },
    },
    {
      name: "worker-and-cli-know-no-provider",
      comment:
        "What lets a provider in is the API's matter; what its messages say is handed in by the composition root.",
      severity: "error",
      from: { path: `^${rooms}/(worker|cli)/` },
      to: { path: `^${rooms}/connectors/` },
    },
    {
      name: "usecases-face-inwards",
      severity: "error",
      from: { path: `^${rooms}/usecases/` },
      to: { path: `^${rooms}/(http|worker|cli|connectors|embedded-postgres)/` },
    },
    {
      name: "db-and-what-faces-outside-know-core-only",
      severity: "error",
      from: {
        path: `^${rooms}/(db|email|links|loyalty|operators|webhooks|connectors|embedded-postgres)/`,
      },
      to: {
        path: `^${rooms}/`,
        pathNot: `^${rooms}/$1/`,
      },
    },
    {
      name: "policy-reads-a-yaml-file",
      comment: "The recovery policy's file is read and parsed; what it means is core's to say.",
      severity: "error",
      from: { path: `^${rooms}/policy/` },
      to: {
        pathNot: `^${rooms}/policy/|^packages/core/(src|dist)/|node_modules/yaml/|^(node:)?fs(/promises)?$`,
      },
    },
    {
      name: "only-main-sees-every-room",
      severity: "error",
      from: { path: `^${rooms}/`, pathNot: `^${rooms}/((main|cli)\\.ts$|processes/)` },
      to: { path: `^${rooms}/(main|secrets)\\.ts$|^${rooms}/processes/` },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.next|test)/|\\.gen\\.ts$" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@followthrough/source", "import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
    },
  },
};
