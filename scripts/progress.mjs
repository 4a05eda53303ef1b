const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 120;
/** Often enough that nobody takes a silent build for a hung one. */
const HEARTBEAT_MS = 15_000;

/** The steps under way: they share the terminal's last line. */
const running = new Set();
let frame = 0;

/** Shows that a step runs: a spinner on a terminal, a line every 15 s where output is kept. */
export function showProgress(title) {
  const startedAt = performance.now();
  const elapsed = () => formatDuration(performance.now() - startedAt);
  const step = { text: () => `${title} ${elapsed()}` };
  running.add(step);
  // With VERBOSE the tools write to the same terminal, and a spinner would cut into their lines.
  const isLive = process.stdout.isTTY === true && process.env.VERBOSE !== "1";
  const beat = () => console.log(`  ${title}: ${elapsed()} so far`);
  const timer = setInterval(isLive ? draw : beat, isLive ? FRAME_MS : HEARTBEAT_MS);
  const finish = (mark) => {
    clearInterval(timer);
    running.delete(step);
    if (isLive) process.stdout.write("\r\x1b[2K");
    console.log(`${mark} ${title} ${elapsed()}`);
  };
  return { succeed: () => finish("✓"), fail: () => finish("✗") };
}

function draw() {
  const steps = [...running].map(({ text }) => text()).join(", ");
  // A line that wraps could not be erased again.
  const line = `${FRAMES[frame++ % FRAMES.length]} ${steps}`.slice(0, process.stdout.columns - 1);
  process.stdout.write(`\r\x1b[2K${line}`);
}

/** A duration as a person reads it: `0.4 s`, `12.0 s`, `2 min 5 s`. */
export function formatDuration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
