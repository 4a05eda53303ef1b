import { createElement } from "react";
import { buildMail, type MailAddressing } from "./build-mail.ts";
import { OperatorAlertTemplate } from "./operator-alert-template.tsx";
import {
  describeAlert,
  type OperatorAlert,
  type OperatorAlertView,
} from "./operator-alert-view.ts";
import { textBlocks } from "./plain-text.ts";
import { renderMailPage } from "./render-mail-page.ts";
import type { OutgoingMail } from "./transport.ts";

/** Renders and addresses an alert. It has no way out by link: who gets alerts is configured. */
export function composeOperatorAlert(
  alert: OperatorAlert,
  addressing: MailAddressing,
): Promise<OutgoingMail> {
  const view = describeAlert(alert);
  const content = {
    subject: view.subject,
    html: renderMailPage(createElement(OperatorAlertTemplate, { view })),
    text: alertText(view),
  };
  // RFC 3834: no person wrote this, so holiday notices should not answer it.
  return buildMail(content, addressing, { "Auto-Submitted": "auto-generated" });
}

function alertText({ heading, paragraphs, facts, link, reason }: OperatorAlertView): string {
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  return textBlocks([
    heading,
    ...paragraphs,
    facts.map(({ label, value }) => `${`${label}:`.padEnd(width)}${value}`),
    link === null ? null : [`${link.label}:`, link.url],
    "--",
    reason,
  ]);
}
