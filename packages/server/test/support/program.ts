import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A proxy in front of a points program that can lose its answers or its requests. */
export interface ProgramLine {
  readonly url: string;
  /** The requests so far, in order: method and path. */
  readonly asked: readonly string[];
  /** The idempotency keys of the requests that match, in order. */
  keysOf(match: RegExp): string[];
  /** The next `times` answers to matching requests are lost after the program has acted on them. */
  loseAnswers(match: RegExp, times: number): void;
  /** The next `times` matching requests are lost before the program has seen them. */
  loseRequests(match: RegExp, times: number): void;
  /** Whether nothing gets through. */
  isDown: boolean;
  close(): Promise<void>;
}

/** Opens one in front of the program at `target`. */
export async function openProgramLine(target: string): Promise<ProgramLine> {
  const asked: string[] = [];
  const keys: { readonly what: string; readonly key: string }[] = [];
  const losing = { answers: { match: /^$/, times: 0 }, requests: { match: /^$/, times: 0 } };
  const loses = (which: "answers" | "requests", what: string): boolean => {
    const { match, times } = losing[which];
    if (times === 0 || !match.test(what)) return false;
    losing[which].times -= 1;
    return true;
  };
  const server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(what);
    const key = request.headers["idempotency-key"];
    if (typeof key === "string") keys.push({ what, key });
    if (line.isDown || loses("requests", what)) return void request.socket.destroy();
    const answer = await forward(target, request);
    if (loses("answers", what)) return void request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const line: ProgramLine = {
    url: `http://127.0.0.1:${port}`,
    asked,
    keysOf: (match) => keys.filter(({ what }) => match.test(what)).map(({ key }) => key),
    isDown: false,
    loseAnswers(match, times) {
      losing.answers = { match, times };
    },
    loseRequests(match, times) {
      losing.requests = { match, times };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return line;
}

async function forward(target: string, request: IncomingMessage): Promise<Response> {
  const { "x-api-key": apiKey, "content-type": type, "idempotency-key": key } = request.headers;
  const headers = Object.entries({
    "x-api-key": apiKey,
    "content-type": type,
    "idempotency-key": key,
  });
  const sent = headers.flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
  const body = await buffer(request);
  return fetch(`${target}${request.url}`, {
    method: request.method ?? "GET",
    headers: Object.fromEntries(sent),
    ...(body.length === 0 ? {} : { body }),
  });
}
