import path from "node:path";
import { ROOT, startChild } from "./child.ts";

/** Adds an admin as a person does: by the command, which prints the first password this once. */
export async function addOperator(
  dataDir: string,
  linkSecret: string,
): Promise<{ readonly email: string; readonly password: string }> {
  const email = "ada.admin@hearth-and-oak.example";
  const command = startChild(
    "operator-add",
    [
      path.join(ROOT, "packages", "server", "dist", "product", "cli.js"),
      ...["operator", "add", email, "--name", "Ada Admin", "--role", "admin"],
    ],
    { DATA_DIR: dataDir, LINK_SECRET: linkSecret, LOG_LEVEL: "warn" },
  );
  const code = await command.ended();
  const password = /shown once: (\S+)/.exec(command.output())?.[1];
  if (code !== 0 || password === undefined) {
    throw new Error(`No operator was added:\n${command.output()}`);
  }
  return { email, password };
}
