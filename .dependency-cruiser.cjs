const { ROOMS, floorOf } = require("./rooms.cjs");

/** The imports that rooms may have. A build that breaks a rule fails. */
const server = "packages/server/src";

/** A room imports only `platform` and the rooms that `rooms.cjs` lists for it, all on lower floors. */
const roomRules = ROOMS.map(({ name, about, imports }) => ({
  name: `${name}-imports-what-it-names`,
  comment: `Floor ${floorOf(name)}: ${about}. rooms.cjs lists what it may import.`,
  severity: "error",
  from: { path: `^${server}/${name}/` },
  to: {
    path: `^${server}/`,
    pathNot: `^${server}/(${[name, ...imports, ...(name === "embedded-postgres" ? [] : ["platform"])].join("|")})/`,
  },
}));

const lent = ROOMS.flatMap(({ name, lends }) => lends.map((file) => `${name}/sql/${file}`));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain-imports-nothing",
      comment:
        "The rules are pure: no library, no other room. Temporal is the exception: wall-clock arithmetic across clock changes is not ours to write, and it reads no clock here.",
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
      name: "words-know-the-domain-only",
      comment:
        "The catalogs put codes of the domain and of errors into words; domain and contract know no words.",
      severity: "error",
      from: { path: "^packages/core/src/words" },
      to: { pathNot: "^packages/core/src/(words|domain|contract/errors)" },
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
      comment: "Core for the words, react for the banner; the server only over HTTP.",
      severity: "error",
      from: { path: "^apps/storefront" },
      to: { path: "^packages/server" },
    },
    {
      name: "console-talks-http",
      comment: "Core for the words; the server only over HTTP.",
      severity: "error",
      from: { path: "^apps/console" },
      to: { path: "^packages/server|^packages/react/src/.*\\.tsx?$" },
    },
    ...roomRules,
    {
      name: "nothing-is-passed-on",
      comment:
        "A re-export would lead around the rules: what a room takes from another, it would lend to any. A folder's index gives out what is beside it.",
      severity: "error",
      from: { path: `^${server}/`, pathNot: "/index\\.ts$" },
      to: { path: `^${server}/`, dependencyTypes: ["export"] },
    },
    {
      name: "every-file-is-in-a-room",
      severity: "error",
      from: {
        path: `^${server}/`,
        pathNot: `^${server}/(${ROOMS.map(({ name }) => name).join("|")})/`,
      },
      to: {},
    },
    {
      name: "http-calls-a-verb",
      comment:
        "A route or command parses its input, calls a verb and answers. It never uses a statement.",
      severity: "error",
      from: { path: `^${server}/([^/]+/http|product/cli)/` },
      to: { path: `^${server}/([^/]+/sql|platform/postgres)/` },
    },
    {
      name: "routes-send-no-mail",
      comment: "Verbs hand mail to delivery; routes and commands don't know its text or transport.",
      severity: "error",
      from: { path: `^${server}/([^/]+/http|product/cli)/` },
      to: { path: `^${server}/(mail|[^/]+/mail)/` },
    },
    {
      name: "sql-calls-no-verb",
      comment: "A statement imports only other statements and the Postgres helpers.",
      severity: "error",
      from: { path: `^${server}/[^/]+/sql/` },
      to: { path: `^${server}/`, pathNot: `^${server}/([^/]+/sql|platform/postgres)/` },
    },
    {
      name: "sql-is-lent",
      comment:
        "Another room's statements may be used only if that room lends them (rooms.cjs); routes never use any.",
      severity: "error",
      from: { path: `^${server}/([^/]+)/` },
      to: {
        path: `^${server}/[^/]+/sql/`,
        pathNot: `^${server}/($1/|(${lent.join("|")})\\.ts$)`,
      },
    },
    {
      name: "better-auth-is-loaded-at-its-first-use",
      comment:
        "Loaded at startup, it would be a third of the code that an API loads. Types load nothing.",
      severity: "error",
      from: { pathNot: `^${server}/access/(auth|better-auth-access)\\.ts$` },
      to: {
        path: `^${server}/access/(auth|better-auth-access)\\.ts$`,
        dependencyTypesNot: ["type-only", "dynamic-import"],
      },
    },
    {
      name: "worker-and-cli-know-no-provider",
      comment:
        "The API checks signatures; the composition root passes in how to translate messages.",
      severity: "error",
      from: { path: `^${server}/product/(start-worker\\.ts|cli/)` },
      to: { path: `^${server}/providers/connectors/` },
    },
    {
      name: "only-the-list-knows-a-provider",
      comment: "A provider consists of its folder and its line in connectors/index.ts.",
      severity: "error",
      from: {
        path: `^${server}/`,
        pathNot: `^${server}/providers/connectors/([^/]+/|index\\.ts$)`,
      },
      to: { path: `^${server}/providers/connectors/[^/]+/` },
    },
    {
      name: "policy-file-is-only-parsed",
      comment: "These files only read and parse the recovery policy; core decides what it means.",
      severity: "error",
      from: { path: `^${server}/policy/read-policy-(file|text)\\.ts$` },
      to: {
        pathNot: `^${server}/policy/read-policy|^packages/core/(src|dist)/|node_modules/yaml/|^(node:)?fs(/promises)?$`,
      },
    },
    {
      name: "only-main-sees-processes",
      severity: "error",
      from: { path: `^${server}/`, pathNot: `^${server}/product/((main|cli)\\.ts$|processes/)` },
      to: { path: `^${server}/product/((main|secrets)\\.ts$|processes/)` },
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
