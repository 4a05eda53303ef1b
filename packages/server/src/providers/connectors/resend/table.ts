import { ignores, type MailboxRule, stops } from "../mailbox-row.ts";
import type { ResendEvent } from "./resend-event.ts";

const bounces = (event: ResendEvent, ...types: readonly string[]) =>
  types.includes(event.data.bounce?.type ?? "");
const comesFrom = (event: ResendEvent, origin: string) => event.data.origin === origin;

const MARKETING = "It is about a contact of the shop's broadcasts";
const SETTINGS = "It is about a domain of the account";

/**
 * What Resend's events mean for mail to their recipients. Source: resend.com/docs/webhooks/event-types. Only a
 * `Permanent` bounce is about the address.
 */
export const RESEND_TABLE: readonly MailboxRule<ResendEvent>[] = [
  stops("email.bounced", "bounced", [
    "`bounce.type` is `Permanent`",
    (event) => bounces(event, "Permanent"),
  ]),
  ignores("email.bounced", "A soft bounce: the address may take mail later", [
    "`bounce.type` is `Transient`",
    (event) => bounces(event, "Transient"),
  ]),
  ignores("email.bounced", "The bounce does not say that the address is permanently wrong", [
    "any other, such as `Undetermined`",
    () => true,
  ]),
  stops("email.suppressed", "bounced"),
  stops("email.complained", "complained"),
  stops("suppression.added", "bounced", [
    "`origin` is `bounce`",
    (event) => comesFrom(event, "bounce"),
  ]),
  stops("suppression.added", "complained", [
    "`origin` is `complaint`",
    (event) => comesFrom(event, "complaint"),
  ]),
  stops("suppression.added", "bounced", ["any other, such as `manual`", () => true]),
  ignores(
    "suppression.removed",
    "Lift the suppression here as well, if the address is to get mail",
  ),
  ignores("email.sent", "The mail was accepted"),
  ignores("email.scheduled", "The mail waits to be sent"),
  ignores("email.delivered", "The mail was delivered"),
  ignores("email.delivery_delayed", "The mail service is still trying"),
  ignores("email.failed", "The mail service could not send it, and the address is not the reason"),
  ignores("email.opened", "Opens are not counted here"),
  ignores("email.clicked", "Clicks are counted here by the links themselves"),
  ignores("email.received", "It is about mail that the shop received"),
  ignores("contact.created", MARKETING),
  ignores("contact.updated", MARKETING),
  ignores("contact.deleted", MARKETING),
  ignores("domain.created", SETTINGS),
  ignores("domain.updated", SETTINGS),
  ignores("domain.deleted", SETTINGS),
];
