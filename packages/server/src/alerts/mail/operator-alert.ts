import { createElement } from "react";
import { buildMail, type MailAddressing, type MailContent } from "../../mail/build-mail.ts";
import { textBlocks } from "../../mail/plain-text.ts";
import { renderMailPage } from "../../mail/render-mail-page.ts";
import type { OutgoingMail } from "../../mail/transport.ts";
import { OperatorAlertTemplate } from "./operator-alert-template.tsx";
import {
  describeAlert,
  type OperatorAlert,
  type OperatorAlertView,
} from "./operator-alert-view.ts";
import { OperatorDigestTemplate } from "./operator-digest-template.tsx";
import {
  type DigestAlert,
  describeDigest,
  type OperatorDigestView,
} from "./operator-digest-view.ts";

/** Renders and addresses an alert. It has no unsubscribe link, because the recipients are configured. */
export function composeOperatorAlert(
  alert: OperatorAlert | DigestAlert,
  addressing: MailAddressing,
): Promise<OutgoingMail> {
  const content =
    alert.kind === "digest"
      ? digestContent(describeDigest(alert))
      : alertContent(describeAlert(alert));
  // RFC 3834: this mail was sent automatically, so vacation notices should not answer it.
  return buildMail(content, addressing, { "Auto-Submitted": "auto-generated" });
}

function alertContent(view: OperatorAlertView): MailContent {
  const { subject, heading, paragraphs, facts, link, reason } = view;
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  const text = textBlocks([
    heading,
    ...paragraphs,
    facts.map(({ label, value }) => `${`${label}:`.padEnd(width)}${value}`),
    link === null ? null : [`${link.label}:`, link.url],
    "--",
    reason,
  ]);
  return { subject, html: renderMailPage(createElement(OperatorAlertTemplate, { view })), text };
}

function digestContent(view: OperatorDigestView): MailContent {
  const { subject, summary, groups, link, reason } = view;
  const text = textBlocks([
    subject,
    summary,
    ...groups.flatMap(({ title, whatToDo, rows, more }) => [
      [title, whatToDo],
      [...rows.map(textRow), ...(more === null ? [] : [more])],
    ]),
    [`${link.label}:`, link.url],
    "--",
    reason,
  ]);
  return { subject, html: renderMailPage(createElement(OperatorDigestTemplate, { view })), text };
}

function textRow({ name, value, details }: OperatorDigestView["groups"][number]["rows"][number]) {
  return `- ${[name, value, details].filter((part) => part !== "").join(" · ")}`;
}
