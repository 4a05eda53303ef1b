import { ignores, type MailboxRule, stops } from "../mailbox-row.ts";
import type { SesEvent } from "./ses-event.ts";

const bounces = (event: SesEvent, type: string) => event.bounce?.bounceType === type;
const complainsOf = (event: SesEvent, ...types: readonly string[]) =>
  types.includes(event.complaint?.complaintFeedbackType ?? "");

/**
 * What SES's notifications and events mean for mail to their recipients. Source:
 * docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html. A permanent bounce of any subtype
 * (`General`, `NoEmail`, `Suppressed`, `OnAccountSuppressionList`) puts the address on a list that SES sends
 * nothing to.
 */
export const SES_TABLE: readonly MailboxRule<SesEvent>[] = [
  stops("Bounce", "unsubscribed", [
    "`Permanent`, and `bounceSubType` is `UnsubscribedRecipient`",
    (event) =>
      bounces(event, "Permanent") && event.bounce?.bounceSubType === "UnsubscribedRecipient",
  ]),
  stops("Bounce", "bounced", [
    "`bounceType` is `Permanent`",
    (event) => bounces(event, "Permanent"),
  ]),
  ignores("Bounce", "A soft bounce: the address may take mail later", [
    "`bounceType` is `Transient`",
    (event) => bounces(event, "Transient"),
  ]),
  ignores("Bounce", "The bounce does not say that the address is permanently wrong", [
    "any other, such as `Undetermined`",
    () => true,
  ]),
  ignores("Complaint", "The recipient says that the mail is no spam", [
    "`complaintFeedbackType` is `not-spam`",
    (event) => complainsOf(event, "not-spam"),
  ]),
  ignores("Complaint", "A mail server complains about the mail itself; its recipient does not", [
    "`complaintFeedbackType` is `auth-failure` or `virus`",
    (event) => complainsOf(event, "auth-failure", "virus"),
  ]),
  stops("Complaint", "complained", [
    "any other, such as `abuse` and `fraud`; also when `OnAccountSuppressionList`",
    () => true,
  ]),
  stops("Subscription", "unsubscribed", [
    "`unsubscribeAll`",
    ({ subscription }) => subscription?.newTopicPreferences?.unsubscribeAll === true,
  ]),
  ignores("Subscription", "It is about topics of the shop's mailing list", [
    "any other",
    () => true,
  ]),
  ignores("Send", "The mail was accepted"),
  ignores("Delivery", "The mail was delivered"),
  ignores("DeliveryDelay", "The mail service is still trying"),
  ignores("Reject", "The mail service refused the mail for its content"),
  ignores("Rendering Failure", "It is about a template of the mail service"),
  ignores("Open", "Opens are not counted here"),
  ignores("Click", "Clicks are counted here by the links themselves"),
  ignores("Received", "It is about mail that the shop received"),
  ignores("AmazonSnsSubscriptionSucceeded", "SES says that it can reach the topic"),
];
