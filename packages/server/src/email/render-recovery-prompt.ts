import { createElement } from "react";
import type { MailContent } from "./build-mail.ts";
import { createFilledPage } from "./filled-page.ts";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";
import { RecoveryPromptTemplate } from "./recovery-prompt-template.tsx";
import { recoveryPromptText } from "./recovery-prompt-text.ts";
import { describeRecovery, type RecoveryView } from "./recovery-view.ts";
import { renderMailPage } from "./render-mail-page.ts";

const fillRecoveryPage = createFilledPage(renderRecoveryPage, ["dir", "kind"]);

/**
 * Renders the recovery mail, in the member's language and the order's own currency. Pure: the same input
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

/** The page as the template draws it; what is filled in above has to equal it. */
export function renderRecoveryPage(view: RecoveryView): string {
  return renderMailPage(createElement(RecoveryPromptTemplate, { view }));
}
