const SHOWN = 6;

/**
 * The first lines that differ, as `-` what is there and `+` what should be: enough to see what was changed,
 * not a whole diff.
 *
 * @param {string} kept
 * @param {string} made
 */
export function firstDifferences(kept, made) {
  const [there, due] = [kept.split("\n"), made.split("\n")];
  const start = there.findIndex((line, at) => line !== due[at]);
  const from = start === -1 ? there.length : start;
  let same = 0;
  while (
    same < Math.min(there.length, due.length) - from &&
    there.at(-1 - same) === due.at(-1 - same)
  ) {
    same += 1;
  }
  const marked = (lines, sign) => {
    const changed = lines.slice(from, lines.length - same);
    const more = changed.length > SHOWN ? [`${sign} ... ${changed.length - SHOWN} lines more`] : [];
    return [...changed.slice(0, SHOWN).map((line) => `${sign} ${line}`), ...more];
  };
  return [`  from line ${from + 1}:`, ...marked(there, "-"), ...marked(due, "+")].join("\n");
}
