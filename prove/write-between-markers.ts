import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";

/**
 * Writes figures into a page of prose; what stands around its markers is left as it is.
 *
 * @param command what writes it, by whose name its markers are known
 * @throws when the page has lost its markers
 */
export async function writeBetweenMarkers(
  file: string,
  command: string,
  text: string,
): Promise<void> {
  const [begin, end] = [
    `<!-- written by \`${command}\` -->`,
    `<!-- end of what is written by \`${command}\` -->`,
  ];
  const page = readFileSync(file, "utf8");
  const [beginsAt, endsAt] = [page.indexOf(begin), page.indexOf(end)];
  if (beginsAt < 0 || endsAt < beginsAt) {
    throw new Error(`${file} has lost its markers: ${begin}, ${end}`);
  }
  const written = [begin, text, end].join("\n\n");
  await writeFile(file, `${page.slice(0, beginsAt)}${written}${page.slice(endsAt + end.length)}`);
}
