import { createElement } from "react";
import type { MailContent } from "../../mail/build-mail.ts";
import { createFilledPage } from "../../mail/filled-page.ts";
import { renderMailPage } from "../../mail/render-mail-page.ts";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";
import { RecoveryPromptTemplate } from "./recovery-prompt-template.tsx";
import { recoveryPromptText } from "./recovery-prompt-text.ts";
import { describeRecovery, type RecoveryView } from "./recovery-view.ts";

const fillRecoveryPage = createFilledPage(renderRecoveryPage, ["dir", "kind"]);

/**
 * Renders the recovery mail, in the member's language and the order's own currency. Pure: the same input always
 * gives the same bytes.
 */
export function renderRecoveryPrompt(input: RecoveryPromptInput): MailContent {
  const view = describeRecovery(input);
  return {
    subject: view.subject,
    html: fillRecoveryPage(view),
    text: recoveryPromptText(view),
  };
}

/** The page as the template renders it; the filled page above must equal it. */
export function renderRecoveryPage(view: RecoveryView): string {
  return renderMailPage(createElement(RecoveryPromptTemplate, { view }));
}
