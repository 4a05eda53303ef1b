import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execFileAsync = promisify(execFile);

/** Installs one of Debian's packages. @returns why it may not have worked, `null` when it did */
export async function installPackage(name: string): Promise<string | null> {
  if (process.getuid?.() !== 0) return "only root may install packages";
  console.log(`Installing ${name}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await execFileAsync("apt-get", ["update"], { env });
    await execFileAsync("apt-get", ["install", "-y", "--no-install-recommends", name], { env });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  }
}
