import { basename, dirname } from "node:path";

/** Written by a program or released; nobody arranges them by hand. */
const GENERATED =
  /\.gen\.ts$|\/client\/generated\/|(^|\/)package-lock\.json$|^packages\/server\/migrations\//;
const SOURCE = /\.(ts|tsx|mjs|cjs|js)$/;
/** A stylesheet is published as one file. */
const LONGER = /(^|\/)(test|tests)\/|\.test\.\w+$|\.css$/;

/** @typedef {{ readonly path: string, readonly text: string }} ProjectFile */

/**
 * Sources with more than 300 lines, and tests and stylesheets with more than 500.
 *
 * @param {readonly ProjectFile[]} files
 */
export function findLongFiles(files) {
  return files
    .filter(({ path }) => (SOURCE.test(path) || path.endsWith(".css")) && !GENERATED.test(path))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ path, lines }) => lines > (LONGER.test(path) ? 500 : 300))
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** Folders that hold more than 40 files themselves. @param {readonly string[]} paths */
export function findFullFolders(paths) {
  const folders = Map.groupBy(
    paths.filter((path) => !GENERATED.test(path)),
    (path) => dirname(path),
  );
  return [...folders]
    .filter(([, files]) => files.length > 40)
    .map(([folder, files]) => `${folder} holds ${files.length} files`);
}

/**
 * Source files of packages and apps whose name stands in several rooms without being declared, and declared
 * names that stand in one room only.
 *
 * @param {readonly string[]} paths
 * @param {Readonly<Record<string, string>>} sameNames
 */
export function findAmbiguousNames(paths, sameNames) {
  const sources = paths.filter(
    (path) =>
      /^(packages|apps)\/[^/]+\/src\//.test(path) && SOURCE.test(path) && !GENERATED.test(path),
  );
  const shared = [...Map.groupBy(sources, (path) => basename(path))].filter(
    ([, files]) => new Set(files.map(roomOf)).size > 1,
  );
  const names = new Set(shared.map(([name]) => name));
  return [
    ...shared
      .filter(([name]) => !Object.hasOwn(sameNames, name))
      .map(([name, files]) => `${name}: ${files.join(", ")}`),
    ...Object.keys(sameNames)
      .filter((name) => !names.has(name))
      .map((name) => `${name} is declared, and no two rooms have it`),
  ];
}

/** The layers of a room speak of the same things: `http/orders.ts` answers what `sql/orders.ts` reads. */
const LAYERS = [
  /^(packages\/server\/src\/[^/]+)(\/(http|sql))?$/,
  /^(packages\/core\/src)\/(domain|contract(\/console)?|words(\/\w\w)?)$/,
];

function roomOf(path) {
  const folder = dirname(path);
  for (const layers of LAYERS) {
    const [, room] = layers.exec(folder) ?? [];
    if (room !== undefined) return room;
  }
  return folder;
}

const UNFINISHED = [
  /(\/\/|\/\*|^\s*\*|#|--).*\b(TODO|FIXME)\b/,
  /^\s*(- )?(TODO|FIXME)\b/,
  /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fixme)\b/,
];

/** Lines that put something off, and tests that are left out or keep others from running. */
export function findUnfinished(files) {
  return findLines(
    files.filter(({ path }) => !GENERATED.test(path)),
    UNFINISHED,
  );
}

const OF_A_MACHINE = [
  /(?<![\w.~:@})/-])\/(home|Users|root|work|workspace)\/\w/,
  /\b[A-Z]:\\Users\\/,
  /"resolved": *"https?:/,
  /\bregistry"? *[=:] *"?https?:/,
  /\b_auth(Token)? *= *\S/,
];

/** Lines that hold a path of somebody's machine, or where its packages come from. */
export function findMachineTraces(files) {
  return findLines(files, OF_A_MACHINE);
}

function findLines(files, patterns) {
  return files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        patterns.some((pattern) => pattern.test(line))
          ? [`${path}:${index + 1} ${line.trim().slice(0, 120)}`]
          : [],
      ),
  );
}
