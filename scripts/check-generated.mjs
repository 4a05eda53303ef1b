import { existsSync, readFileSync } from "node:fs";
import { firstDifferences } from "./generate/differences.mjs";
import { GENERATED, listStale } from "./generate/generated.mjs";
import { inProject } from "./project.mjs";

// Makes every generated file afresh, in memory, and compares it with the one that is there.
const faults = [];
for (const target of GENERATED) {
  const files = await target.make();
  for (const [path, text] of files) {
    const kept = existsSync(inProject(path)) ? readFileSync(inProject(path), "utf8") : null;
    if (kept === null) faults.push(`${path} is missing`);
    else if (kept !== text) faults.push(`${path} is out of date\n${firstDifferences(kept, text)}`);
  }
  for (const path of listStale(target, files)) faults.push(`${path} is generated no more`);
}

if (faults.length > 0) {
  console.error(faults.join("\n\n"));
  console.error("\nTo write them afresh: npm run generate");
  process.exitCode = 1;
}
