import { execFileSync } from "node:child_process";
import { toolCommand } from "../tool-command.mjs";

/** A page as the formatter has it: it is linted like every other, and formatting it changes nothing. */
export function formattedPage(path, input) {
  const { command, args } = toolCommand("biome", ["format", `--stdin-file-path=${path}`]);
  return execFileSync(command, args, { input, encoding: "utf8" });
}
