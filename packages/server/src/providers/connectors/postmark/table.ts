import type { MailboxNews } from "@followthrough/core/domain";
import { ignores, type MailboxRule, stops } from "../mailbox-row.ts";
import type { PostmarkEvent } from "./postmark-event.ts";

type Rule = MailboxRule<PostmarkEvent>;

const stoppedBy = (type: string, news: MailboxNews): Rule =>
  stops("Bounce", news, [`\`Type\` is \`${type}\``, (event) => event.Type === type]);

const ignoredBy = (types: readonly string[], reason: string): Rule =>
  ignores("Bounce", reason, [
    `\`Type\` is ${types.map((type) => `\`${type}\``).join(", ")}`,
    ({ Type }) => types.includes(Type ?? ""),
  ]);

const suppression = (reason: string, news: MailboxNews, origin: string | null = null): Rule =>
  stops("SubscriptionChange", news, [
    `\`SuppressSending\`, \`SuppressionReason\` is \`${reason}\`${origin === null ? "" : `, by \`${origin}\``}`,
    ({ SuppressSending, SuppressionReason, Origin }) =>
      SuppressSending === true &&
      SuppressionReason === reason &&
      (origin === null || Origin === origin),
  ]);

/**
 * What Postmark's webhooks mean for mail to their recipients. Source: postmarkapp.com/developer/webhooks and the list
 * of bounce types in postmarkapp.com/developer/api/bounce-api.
 */
export const POSTMARK_TABLE: readonly Rule[] = [
  stoppedBy("HardBounce", "bounced"),
  stoppedBy("BadEmailAddress", "bounced"),
  stoppedBy("ManuallyDeactivated", "bounced"),
  stoppedBy("SpamComplaint", "complained"),
  stoppedBy("Unsubscribe", "unsubscribed"),
  stops("Bounce", "bounced", [
    "`Type` is `SMTPApiError` and `Inactive`: Postmark had deactivated the address",
    ({ Type, Inactive }) => Type === "SMTPApiError" && Inactive === true,
  ]),
  ignoredBy(
    ["SoftBounce", "Transient", "DnsError", "Unknown"],
    "A soft bounce: the address may take mail later",
  ),
  ignoredBy(
    ["Blocked", "SpamNotification", "VirusNotification", "DMARCPolicy"],
    "The mail was refused for its content or its sender, and not for its address",
  ),
  ignoredBy(
    ["AutoResponder", "ChallengeVerification", "AddressChange", "Subscribe", "OpenRelayTest"],
    "An automatic answer: nobody said that the address takes no mail",
  ),
  ignoredBy(
    ["SMTPApiError", "TemplateRenderingFailed", "InboundError", "Unconfirmed"],
    "The mail service could not send it, and the address is not the reason",
  ),
  ignores("Bounce", "This type of bounce is not known here", ["any other", () => true]),
  stops("SpamComplaint", "complained"),
  suppression("HardBounce", "bounced"),
  suppression("SpamComplaint", "complained"),
  suppression("ManualSuppression", "unsubscribed", "Recipient"),
  suppression("ManualSuppression", "bounced"),
  ignores(
    "SubscriptionChange",
    "Lift the suppression here as well, if the address is to get mail",
    ["not `SuppressSending`", ({ SuppressSending }) => SuppressSending === false],
  ),
  ignores("Delivery", "The mail was delivered"),
  ignores("Open", "Opens are not counted here"),
  ignores("Click", "Clicks are counted here by the links themselves"),
  ignores("SMTPApiError", "The mail service could not send it, and the address is not the reason"),
  ignores("Inbound", "It is about mail that the shop received"),
];
