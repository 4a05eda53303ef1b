import { existsSync, readFileSync } from "node:fs";
import { firstDifferences } from "./generate/differences.mjs";
import { GENERATED, listStale } from "./generate/generated.mjs";
import { inProject } from "./project.mjs";

// Generates every file again, in memory, and compares it with the existing one.
const problems = [];
for (const target of GENERATED) {
  const files = await target.make();
  for (const [path, text] of files) {
    const kept = existsSync(inProject(path)) ? readFileSync(inProject(path), "utf8") : null;
    if (kept === null) problems.push(`${path} is missing`);
    else if (kept !== text)
      problems.push(`${path} is out of date\n${firstDifferences(kept, text)}`);
  }
  for (const path of listStale(target, files)) problems.push(`${path} is no longer generated`);
}

if (problems.length > 0) {
  console.error(problems.join("\n\n"));
  console.error("\nTo write them again: npm run generate");
  process.exitCode = 1;
}
