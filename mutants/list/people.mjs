const CORE = "packages/core";
const SERVER = "packages/server/src";
const TESTS = "packages/server/test";

const ONE_MAILBOX = `${TESTS}/recovery/one-mailbox.pg.test.ts`;
const LAST_LOOK = `${TESTS}/delivery/last-look.pg.test.ts`;
const SUPPRESSIONS = `${TESTS}/intake/suppressions.pg.test.ts`;
const CHOICES = `${TESTS}/intake/unsubscribe-choices.pg.test.ts`;

/**
 * Broken promises about people: who is one person, and who gets no mail.
 *
 * @type {readonly import("../list.mjs").Mutant[]}
 */
export const PEOPLE = [
  {
    name: "a domain in another script is another mailbox",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/recipient.ts`,
        find: "return toAscii(domain).replace",
        replace: "return domain.replace",
      },
    ],
    tests: [`${CORE}/test/recovery/recipient.test.ts`, ONE_MAILBOX],
  },
  {
    name: "a member's prompt does not count for the cap of the mailbox",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/recipient.ts`,
        find: "[mailbox] : [mailbox, memberKey(memberId)]",
        replace: "[mailbox] : [memberKey(memberId)]",
      },
    ],
    tests: [ONE_MAILBOX],
  },
  {
    name: "only orders of the same member are folded",
    edits: [
      {
        file: `${SERVER}/recovery/sql/claim-overdue.ts`,
        find: "union select order_id from orders r where",
        replace: "union select order_id from orders r where false and",
      },
    ],
    tests: [ONE_MAILBOX],
  },
  {
    name: "a member's opt-out leaves their guest orders alone",
    edits: [
      {
        file: `${SERVER}/intake/report-member.ts`,
        find: '    await addToSuppressions(tx, mailbox, "unsubscribed", by);\n',
        replace: "",
      },
    ],
    tests: [ONE_MAILBOX],
  },
  {
    name: "an opt-out stays behind when the member gets another address",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-member.ts`,
        find: 'addToSuppressions(tx, email, "unsubscribed", "member")',
        replace: "Promise.resolve()",
      },
    ],
    tests: [ONE_MAILBOX],
  },
  {
    name: "the last look locks the member, but not the mailbox",
    edits: [
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "where key is not null order by key desc",
        replace: "where key like 'member:%' order by key desc",
      },
      {
        file: `${SERVER}/delivery/sql/permit-end.ts`,
        find: "unnest(array[member_key, address_key])",
        replace: "unnest(array[member_key])",
      },
    ],
    tests: [LAST_LOOK],
  },
  {
    name: "an opt-out locks the member, but not the mailbox",
    edits: [
      {
        file: `${SERVER}/intake/report-member.ts`,
        find: "  if (mailbox !== null) await lockRecipients(tx, [], [mailbox]);\n",
        replace: "",
      },
    ],
    tests: [LAST_LOOK],
  },
  {
    name: "a member who opted out moves to a mailbox without locking it",
    edits: [
      {
        file: `${SERVER}/intake/store-reported-member.ts`,
        find: "lockRecipients(tx, [memberId], email === null ? [] : [email])",
        replace: "lockRecipients(tx, [memberId], [])",
      },
    ],
    tests: [LAST_LOOK],
  },
  {
    name: "a prompt keeps the member of its decision",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "    member_id = case when l.is_missing then p.member_id else l.member_id end,\n",
        replace: "",
      },
    ],
    tests: [`${TESTS}/delivery/person-at-lease.pg.test.ts`],
  },
  {
    name: "a mail to several people greets one of them by name",
    edits: [
      {
        file: `${SERVER}/delivery/sql/lease-messages.ts`,
        find: "names.size === 1",
        replace: "names.size > 0",
      },
    ],
    tests: [`${TESTS}/delivery/person-at-lease.pg.test.ts`],
  },
  {
    name: "a member's own opt-in lifts a bounce and a complaint",
    edits: [
      {
        file: `${SERVER}/intake/report-member.ts`,
        find: 'liftSuppressions(tx, mailbox, ["unsubscribed"], by, null)',
        replace:
          'liftSuppressions(tx, mailbox, ["complained", "unsubscribed", "bounced"], by, null)',
      },
    ],
    tests: [SUPPRESSIONS],
  },
  {
    name: "a lift decides nothing again",
    edits: [
      {
        file: `${SERVER}/intake/lift-suppression.ts`,
        find: "await reconsiderMailbox(context, whose, true);",
        replace: "",
      },
    ],
    tests: [SUPPRESSIONS],
  },
  {
    name: "who unsubscribed from one order has done so for its next member",
    edits: [
      {
        file: `${SERVER}/lifecycle/sql/recipient-join.ts`,
        find: "or u.member_id = ",
        replace: "or u.member_id is distinct from ",
      },
    ],
    tests: [SUPPRESSIONS],
  },
  {
    name: "a complaint is decided as an unsubscription",
    edits: [
      {
        file: `${CORE}/src/domain/recovery/suppression.ts`,
        find: '  complained: "complained",',
        replace: '  complained: "unsubscribed",',
      },
    ],
    tests: [SUPPRESSIONS],
  },
  {
    name: "a link undoes a complaint",
    edits: [
      {
        file: `${SERVER}/intake/unsubscribe.ts`,
        find: 'liftSuppressions(tx, mailbox, ["unsubscribed"], BY, null)',
        replace: 'liftSuppressions(tx, mailbox, ["complained", "unsubscribed"], BY, null)',
      },
    ],
    tests: [CHOICES],
  },
  {
    name: "a link stops mail about orders that its mail did not name",
    edits: [
      {
        file: `${SERVER}/intake/unsubscribe.ts`,
        find: "return orders.find((order) => order.orderId === orderId) ?? null;",
        replace: "return orders[0] === undefined ? null : { ...orders[0], orderId };",
      },
    ],
    tests: [CHOICES],
  },
  {
    name: "one click is refused with a content type that is none",
    edits: [
      {
        file: `${SERVER}/intake/http/unsubscribe.ts`,
        find: '=> void delete headers["content-type"]',
        replace: "=> void headers",
      },
    ],
    tests: [CHOICES],
  },
  {
    name: "an unsubscribe link works only as it was sent",
    edits: [
      {
        file: `${SERVER}/intake/http/unsubscribe.ts`,
        find: "const Query = z.looseObject({",
        replace: "const Query = z.strictObject({",
      },
    ],
    tests: [CHOICES],
  },
  {
    name: "opening the unsubscribe page stops mail",
    edits: [
      {
        file: `${SERVER}/intake/http/unsubscribe.ts`,
        find: "await readSubscription(context, links, tokenOf(request.query))",
        replace: 'await unsubscribe(context, links, tokenOf(request.query), { kind: "all" })',
      },
    ],
    tests: [CHOICES],
  },
  {
    name: "members who opted out under an earlier version are mailed as guests",
    edits: [
      {
        file: "packages/server/migrations/0018_mailboxes.sql",
        find: "where not n.order_updates order by",
        replace: "where false order by",
      },
    ],
    tests: [`${TESTS}/intake/opt-outs-of-earlier-versions.pg.test.ts`],
  },
  {
    name: "a default for another account lifts what the mailbox's owner has stopped",
    edits: [
      {
        file: `${SERVER}/intake/report-member.ts`,
        find: "if (!wasOrderUpdates) await lift",
        replace: "await lift",
      },
    ],
    tests: [SUPPRESSIONS],
  },
  {
    name: "erasing a member lets mail go to the mailbox again",
    edits: [
      {
        file: `${SERVER}/console/sql/erase-member.ts`,
        find: "also, created_at from gone\n",
        replace: "also, created_at from gone where false\n",
      },
    ],
    tests: [`${TESTS}/console/erased-suppressions.pg.test.ts`],
  },
  {
    name: "a refusal of the sender is the shopper's",
    edits: [
      {
        file: `packages/server/src/platform/refused-address.ts`,
        find: "if (command !== null && !ABOUT_RECIPIENT.has(command)) return false;",
        replace: "",
      },
    ],
    tests: [`packages/server/test/platform/refused-address.test.ts`],
  },
  {
    name: "a refusal for spam is the address's",
    edits: [
      {
        file: `packages/server/src/platform/refused-address.ts`,
        find: "!OTHER_REASON.test(",
        replace: "!/^$/.test(",
      },
    ],
    tests: [`packages/server/test/platform/refused-address.test.ts`],
  },
];
