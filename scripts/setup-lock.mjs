import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { inProject } from "./project.mjs";

/** In a folder that git ignores and that a reinstall of the dependencies leaves alone. */
const LOCK_FILE = inProject(".node", "setup.lock");

/**
 * Lets one process at a time install or build in this checkout: two would delete each other's
 * files. A second one waits and says for whom.
 */
export function withSetupLock(work) {
  // The file keeps other processes out, not this one, which may run several steps side by side.
  const result = lastRun.then(() => runLocked(work));
  lastRun = result.catch(() => {});
  return result;
}

let lastRun = Promise.resolve();

async function runLocked(work) {
  mkdirSync(inProject(".node"), { recursive: true });
  let hasSaidSo = false;
  while (!tryLock()) {
    const holder = readHolder();
    if (holder === null || !isAlive(holder)) {
      rmSync(LOCK_FILE, { force: true });
      continue;
    }
    if (!hasSaidSo) console.log(`Waiting for process ${holder}, which sets up the same checkout.`);
    hasSaidSo = true;
    await pause(500);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK_FILE, { force: true });
  }
}

/** A hard link appears together with its content, so nobody reads a half-written lock. */
function tryLock() {
  const draft = `${LOCK_FILE}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, LOCK_FILE);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder() {
  try {
    const pid = Number(readFileSync(LOCK_FILE, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
