const DIGESTS = "packages/server/src/alerts/sql/alert-digests.ts";
const TESTS = ["packages/server/test/alerts/digests.pg.test.ts"];

/**
 * Broken promises of alerts to operators.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const ALERTS = [
  {
    name: "a digest follows the one before it without a pause",
    edits: [
      { file: DIGESTS, find: "`select not exists (", replace: "`select true or not exists (" },
    ],
    tests: TESTS,
  },
  {
    name: "two processes make a digest at the same time",
    edits: [
      { file: DIGESTS, find: "return row?.locked ?? false;", replace: "return row !== undefined;" },
      { file: DIGESTS, find: "pg_try_advisory_xact_lock($1::bigint)", replace: "$1::bigint > 0" },
    ],
    tests: TESTS,
  },
  {
    name: "a digest lists what was resolved in the meantime",
    edits: [
      {
        file: DIGESTS,
        find: "where i.digest_id = $1 and e.resolved_at is null and",
        replace: "where i.digest_id = $1 and",
      },
    ],
    tests: TESTS,
  },
  {
    name: "operators are reminded of what somebody is assigned to",
    edits: [
      { file: DIGESTS, find: "e.assignee is null and e.alert", replace: "e.alert" },
      { file: DIGESTS, find: " and not (i.is_reminder and e.assignee is not null)", replace: "" },
    ],
    tests: TESTS,
  },
  {
    name: "an escalation that was sent stays due for a reminder",
    edits: [{ file: DIGESTS, find: ", alerted_at = d.made_at", replace: "" }],
    tests: TESTS,
  },
  {
    name: "a test order calls an operator",
    edits: [{ file: DIGESTS, find: "  await skipTests(tx, []);\n", replace: "" }],
    tests: TESTS,
  },
  {
    name: "a new cause of an open escalation is told to nobody",
    edits: [
      {
        file: `packages/server/src/lifecycle/sql/write-transitions.ts`,
        find: "do update set alert = 'due'",
        replace: "do nothing",
      },
    ],
    tests: [`packages/server/test/alerts/digests.pg.test.ts`],
  },
];
