import type { FastifyRequest } from "fastify";
import { html, page } from "../page.ts";
import type { Routes } from "../routing.ts";
import { headersOf, setCookies } from "./guard.ts";

const ANYBODY = { config: { role: "anybody" }, schema: { hide: true } } as const;

/** Signing in at the OpenID provider: browsers are sent there, and come back. */
export const openIdRoutes: Routes = (app, { console: { access, publicUrl } }) => {
  app.get("/session/openid", ANYBODY, async (request, reply) => {
    const begun = await access.beginOpenId(headersOf(request));
    if (begun === null) return reply.redirect("/console/sign-in?error=openid");
    return setCookies(reply, begun.cookies).redirect(begun.url);
  });

  app.get("/auth/callback/openid", ANYBODY, async (request, reply) => {
    const answer = await access.endOpenId(toWebRequest(request, publicUrl));
    const to = answer.headers.get("location");
    void setCookies(reply, answer.headers.getSetCookie());
    // Better Auth says in the address what went wrong; what it says is for us, not for the operator.
    const hasFailed = to === null || new URL(to, publicUrl).searchParams.has("error");
    if (hasFailed) return reply.redirect("/console/sign-in?error=openid");
    // The cookie is for this site's own requests only, and a redirect from the provider's site is not one: a
    // page of ours goes on.
    return reply
      .type("text/html; charset=utf-8")
      .send(
        page(
          "Signed in",
          html`<meta http-equiv="refresh" content="0; url=/console/"><p>Signed in. <a href="/console/">To the console</a></p>`,
        ),
      );
  });
};

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  return new Request(new URL(request.url, publicUrl), { headers: headersOf(request) });
}
