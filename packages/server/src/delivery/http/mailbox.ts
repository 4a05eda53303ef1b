import { z } from "zod";
import type { Context } from "../../platform/context.ts";
import { html, page } from "../../platform/http/html-page.ts";
import { problem, sendProblem } from "../../platform/http/problem.ts";
import type { Routes } from "../../platform/http/routing.ts";
import { readMailbox, readMailboxMessage } from "../read-mailbox.ts";

/** What the routes of the development mailbox need. */
export interface MailboxOptions {
  readonly context: Pick<Context, "pool">;
}

const Params = z.strictObject({
  mailId: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 53 - 1),
});
const HIDDEN = { schema: { hide: true } };
const HIDDEN_ONE = { schema: { hide: true, params: Params } };

/** The mailbox that receives mail in development. Served only while no SMTP server is set, never in production. */
export const mailboxRoutes: Routes<MailboxOptions> = (app, { context }) => {
  app.get("/mailbox", HIDDEN, async (_request, reply) => {
    const messages = await readMailbox(context);
    const items = messages.map(
      ({ mailId, recipient, subject, receivedAt }) => html`<li>
<a href="/mailbox/${mailId}">${subject}</a>
<span class="quiet">to ${recipient} · <time datetime="${new Date(receivedAt).toISOString()}">${new Date(
        receivedAt,
      ).toUTCString()}</time></span>
</li>`,
    );
    return reply.type("text/html; charset=utf-8").send(
      page(
        "Mailbox",
        html`<h1>Mailbox</h1>
<p>For development: without <code>SMTP_URL</code> no mail leaves this machine. It lands here instead.</p>
${items.length === 0 ? html`<p class="quiet">No mail yet. It comes after a sweep that prompts somebody.</p>` : html`<ul>${items}</ul>`}`,
      ),
    );
  });

  app.get("/mailbox/:mailId", HIDDEN_ONE, async (request, reply) => {
    const mail = await readMailboxMessage(context, request.params.mailId);
    if (mail === null) return sendProblem(reply, problem("route_unknown"));
    return reply.type("text/html; charset=utf-8").send(
      page(
        "Mail",
        html`<p><a href="/mailbox">Mailbox</a></p>
<iframe sandbox="allow-popups allow-top-navigation-by-user-activation" title="The mail as HTML"
  src="/mailbox/${request.params.mailId}/html"></iframe>
<h1>As plain text</h1>
<pre>${mail.text}</pre>`,
        { width: "wide" },
      ),
    );
  });

  app.get("/mailbox/:mailId/html", HIDDEN_ONE, async (request, reply) => {
    const mail = await readMailboxMessage(context, request.params.mailId);
    if (mail === null) return sendProblem(reply, problem("route_unknown"));
    return reply.type("text/html; charset=utf-8").send(mail.html);
  });
};
