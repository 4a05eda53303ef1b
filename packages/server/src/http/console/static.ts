import { readFile } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync } from "fastify";

/** Scripts, styles and calls of this origin only; nothing inline, no frame but a mail's, which may do nothing. */
const CONSOLE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Positions of menus and the widths of bars are set by script on the element, which this does not bar.
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const YEAR_S = 365 * 24 * 60 * 60;

/** Serves the built console; every address below that is no file is the page, which finds its way by itself. */
export function consoleFiles(folder: string): FastifyPluginAsync {
  return async (app) => {
    const page = await readFile(path.join(folder, "index.html"), "utf8");
    app.addHook("onSend", async (_request, reply) => {
      void reply.header("content-security-policy", CONSOLE_CSP);
    });
    await app.register(fastifyStatic, {
      root: path.join(folder, "assets"),
      prefix: "/assets/",
      // Names change with what is in them.
      maxAge: YEAR_S * 1000,
      immutable: true,
      index: false,
      preCompressed: true,
    });
    const sendPage = app.get.bind(app);
    for (const url of ["/", "/*"]) {
      sendPage(url, { schema: { hide: true } }, async (_request, reply) =>
        reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page),
      );
    }
  };
}
