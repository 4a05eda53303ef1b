import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";
import { RecoveryPromptTemplate } from "./recovery-prompt-template.tsx";
import { recoveryPromptText } from "./recovery-prompt-text.ts";
import { describeRecovery } from "./recovery-view.ts";

/** A mail's content, before it is addressed. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Old doctypes put some clients into quirks mode; this is the one that none of them touches. */
const DOCTYPE = "<!DOCTYPE html>";

/**
 * Renders the recovery mail, in the member's language and the order's own currency. Pure: the same input
 * gives the same bytes.
 *
 * React's synchronous renderer is used rather than react-email's `render`: that one awaits a stream, for
 * suspended components that a mail has none of.
 */
export function renderRecoveryPrompt(input: RecoveryPromptInput): RenderedMail {
  const view = describeRecovery(input);
  return {
    subject: view.subject,
    html: DOCTYPE + renderToStaticMarkup(createElement(RecoveryPromptTemplate, { view })),
    text: recoveryPromptText(view),
  };
}
