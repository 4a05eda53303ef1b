/** Runs once when the server starts, to report problems that would otherwise appear only at the first checkout. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { isBypassed } = await import("./server/bypass");
  const { readApiAccess } = await import("./server/environment");
  if (isBypassed()) {
    console.warn("Bypass mode: orders are mocked, and the checkout API is not called");
  } else if (readApiAccess() === null) {
    console.error(
      "CHECKOUT_API_KEY is not set, or CHECKOUT_API_URL is not a URL: the checkout will answer 502",
    );
  }
}
