import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { GENERATED, listStale } from "./generate/generated.mjs";
import { inProject } from "./project.mjs";

// Writes every generated file again: `npm run generate`, after a change to one of their sources.
for (const target of GENERATED) {
  const files = await target.make();
  for (const path of listStale(target, files)) rmSync(inProject(path));
  for (const [path, text] of files) {
    await mkdir(dirname(inProject(path)), { recursive: true });
    await writeFile(inProject(path), text);
  }
  console.log(`${target.about}: ${files.size === 1 ? [...files.keys()][0] : target.folder}`);
}
