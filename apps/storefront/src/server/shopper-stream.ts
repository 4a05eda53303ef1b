import "server-only";
import { Orchestration, ShopperOrchestration } from "@followthrough/core/contract";
import { parseJson } from "./parse-json";

/** One event holds one orchestration; a line far beyond that is not the API's. */
const LONGEST_LINE = 4 * 1024 * 1024;

/**
 * Reduces the API's stream of an order to what its shopper may see: the data of `orchestration` events
 * loses metadata and timeline, events of other names are left out, and heartbeats and ids pass.
 * Data that does not follow the contract ends the stream, which makes the banner ask instead.
 */
export function reduceToShopper(): TransformStream<string, string> {
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
