import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes every TypeScript file of a folder as CommonJS, as Medusa's own build does. */
export async function transpileFolder(ts, from, to) {
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  for (const name of await readdir(from, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const target = join(to, name.replace(/\.ts$/, ".js"));
    await mkdir(dirname(target), { recursive: true });
    const source = await readFile(join(from, name), "utf8");
    await writeFile(target, ts.transpileModule(source, { compilerOptions }).outputText);
  }
}
