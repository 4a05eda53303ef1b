import "server-only";
import { Orchestration, ShopperOrchestration } from "@followthrough/core/contract";
import { parseJson } from "./parse-json";

/** One event holds one orchestration; a line far beyond that is not the API's. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * The API's stream of an order as its shopper may see it. When the API breaks off, this ends like any
 * stream that is over: the browser asks again, and there is nothing for the shop to log as its own.
 */
export function shopperStream(
  upstream: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = upstream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(reduceToShopper())
    .pipeThrough(new TextEncoderStream())
    .getReader();
  return new ReadableStream({
    async pull(controller) {
      const next = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/**
 * The data of `orchestration` events loses metadata and timeline; events of other names are left out,
 * heartbeats and ids pass. Data that does not follow the contract ends the stream, which makes the
 * banner ask instead.
 */
function reduceToShopper(): TransformStream<string, string> {
  let rest = "";
  let event: string[] = [];
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + chunk).split(/\r\n|\n/);
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) return controller.error(new Error("The line is too long"));
      for (const line of lines) {
        if (line.startsWith(":")) controller.enqueue(`${line}\n\n`);
        else if (line !== "") event.push(line);
        else {
          const reduced = reduceEvent(event);
          event = [];
          if (reduced === "broken") return controller.terminate();
          if (reduced !== "") controller.enqueue(reduced);
        }
      }
    },
  });
}

function reduceEvent(lines: readonly string[]): string | "broken" {
  const data = field(lines, "data");
  const kept = lines.filter((line) => /^(id|retry|event):/.test(line));
  if (data === "") return kept.length === 0 ? "" : `${kept.join("\n")}\n\n`;
  if (field(lines, "event") !== "orchestration") return "";
  const orchestration = Orchestration.safeParse(parseJson(data));
  if (!orchestration.success) return "broken";
  const shopper = JSON.stringify(ShopperOrchestration.parse(orchestration.data));
  return `${kept.join("\n")}\ndata: ${shopper}\n\n`;
}

function field(lines: readonly string[], name: string): string {
  return lines
    .filter((line) => line.startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).replace(/^ /, ""))
    .join("\n");
}
