import { watch } from "node:fs";

/** Long enough for a compiler to write the rest of what it has begun. */
const QUIET_MS = 400;

/**
 * Reports changes of files, once for those that follow each other closely.
 *
 * @param {readonly string[]} folders with everything below them
 * @param {(path: string) => boolean} isWatched gets paths relative to their folder
 * @returns {{ next: () => Promise<void>, close: () => void }} `next` resolves after the first change from now on
 */
export function watchFolders(folders, isWatched) {
  let listeners = [];
  let timer;
  const notify = () => {
    const notified = listeners;
    listeners = [];
    for (const listener of notified) listener();
  };
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, path) => {
      if (path === null || !isWatched(path)) return;
      clearTimeout(timer);
      timer = setTimeout(notify, QUIET_MS);
    }),
  );
  return {
    next: () => new Promise((resolve) => listeners.push(resolve)),
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
