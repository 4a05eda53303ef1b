import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { inProject } from "../project.mjs";
import { formattedPage } from "./formatted-page.mjs";

const PAGE = "ARCHITECTURE.md";
const START = "<!-- rooms:start -->";
const END = "<!-- rooms:end -->";

/** ARCHITECTURE.md with its table of rooms made from `rooms.cjs`, as dependency-cruiser's rules are. */
export async function makeRoomsTable() {
  const { ROOMS, floorOf } = createRequire(import.meta.url)(inProject("rooms.cjs"));
  const page = await readFile(inProject(PAGE), "utf8");
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`${PAGE} has lost ${START} or ${END}`);
  const rows = ROOMS.map((room) => ({ ...room, floor: floorOf(room.name) }))
    .sort((one, other) => other.floor - one.floor)
    .map(
      ({ name, floor, about, imports }) =>
        `| [\`${name}\`](packages/server/src/${name}) | ${floor} | ${about} | ${importsOf(name, imports)} |`,
    );
  const table = [
    "| room | floor | what it is for | may import |",
    "| --- | --- | --- | --- |",
    ...rows,
  ];
  const text = `${page.slice(0, start)}${START}\n\n${table.join("\n")}\n\n${page.slice(end)}`;
  return formattedPage(PAGE, text);
}

function importsOf(name, imports) {
  if (name === "product") return "every room";
  return imports.length === 0 ? "" : imports.map((each) => `\`${each}\``).join(", ");
}
