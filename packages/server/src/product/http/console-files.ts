import { readFile } from "node:fs/promises";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync } from "fastify";

/** Only scripts, styles and calls of this origin. Nothing inline, and only a mail's frame, which may do nothing. */
const CONSOLE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Scripts set the positions of menus and the widths of bars on the elements, which this policy allows.
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

/** Serves the built console. Every URL below it that is not a file gets the page, which does its own routing. */
export function consoleFiles(folder: string): FastifyPluginAsync {
  return async (app) => {
    const page = await readFile(path.join(folder, "index.html"), "utf8");
    app.addHook("onSend", async (_request, reply) => {
      void reply.header("content-security-policy", CONSOLE_CSP);
    });
    await app.register(fastifyStatic, {
      root: path.join(folder, "assets"),
      prefix: "/assets/",
      // A file's name changes with its content.
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
