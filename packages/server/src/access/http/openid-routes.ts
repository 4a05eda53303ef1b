import type { FastifyRequest } from "fastify";
import { html, page } from "../../platform/http/html-page.ts";
import type { Routes } from "../../platform/http/routing.ts";
import type { GuardOptions } from "./guard.ts";
import { headersOf, setCookies } from "./guard.ts";

/** What the routes for sign-in at the OpenID provider need. */
export interface OpenIdRoutesOptions {
  readonly console: GuardOptions;
}

const ANYBODY = { config: { role: "anybody" }, schema: { hide: true } } as const;

/** Sign-in at the OpenID provider: sends browsers there and handles their return. */
export const openIdRoutes: Routes<OpenIdRoutesOptions> = (
  app,
  { console: { access, publicUrl } },
) => {
  app.get("/session/openid", ANYBODY, async (request, reply) => {
    const begun = await access.beginOpenId(headersOf(request));
    if (begun === null) return reply.redirect("/console/sign-in?error=openid");
    return setCookies(reply, begun.cookies).redirect(begun.url);
  });

  app.get("/auth/callback/openid", ANYBODY, async (request, reply) => {
    const answer = await access.endOpenId(toWebRequest(request, publicUrl));
    const to = answer.headers.get("location");
    void setCookies(reply, answer.headers.getSetCookie());
    // Better Auth puts the error into the URL; that text is for us, not for the operator.
    const hasFailed = to === null || new URL(to, publicUrl).searchParams.has("error");
    if (hasFailed) return reply.redirect("/console/sign-in?error=openid");
    // Browsers send the cookie only with this site's own requests, and a redirect from the provider's site is
    // not one. So a page of ours continues.
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
