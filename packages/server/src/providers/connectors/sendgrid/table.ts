import type { MailboxNews } from "@followthrough/core/domain";
import { ignores, type MailboxRule, stops } from "../mailbox-row.ts";
import type { SendgridEvent } from "./sendgrid-event.ts";

type Rule = MailboxRule<SendgridEvent>;

const droppedFor = (reason: string, news: MailboxNews): Rule =>
  stops("dropped", news, [
    `\`reason\` is \`${reason}\``,
    (event) => event.reason?.trim().toLowerCase() === reason.toLowerCase(),
  ]);

const OTHER_MAIL =
  "It is about one group of the shop's mail, and this product's mail is in no group";

/**
 * What SendGrid's events mean for mail to their recipients. After a `bounce`, SendGrid itself drops all mail to the
 * address; after a block it doesn't. Source: twilio.com/docs/sendgrid/for-developers/tracking-events/event.
 */
export const SENDGRID_TABLE: readonly Rule[] = [
  ignores("bounce", "A block: the mail was refused, and not its address", [
    "`type` is `blocked`",
    ({ type }) => type === "blocked",
  ]),
  stops("bounce", "bounced", ["`type` is `bounce`", ({ type }) => type === "bounce"]),
  ignores("bounce", "This type of bounce is not known here", ["any other", () => true]),
  droppedFor("Bounced Address", "bounced"),
  droppedFor("Invalid", "bounced"),
  droppedFor("Spam Reporting Address", "complained"),
  droppedFor("Unsubscribed Address", "unsubscribed"),
  ignores("dropped", "The mail service did not send it, and the address is not the reason", [
    "any other",
    () => true,
  ]),
  stops("spamreport", "complained"),
  stops("unsubscribe", "unsubscribed"),
  ignores("group_unsubscribe", OTHER_MAIL),
  ignores("group_resubscribe", OTHER_MAIL),
  ignores("processed", "The mail was accepted"),
  ignores("deferred", "The mail service is still trying"),
  ignores("delivered", "The mail was delivered"),
  ignores("open", "Opens are not counted here"),
  ignores("click", "Clicks are counted here by the links themselves"),
  ignores("account_status_change", "It is about the account"),
];
