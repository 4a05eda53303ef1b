import "server-only";

const SWITCH = "NEXT_PUBLIC_E2E_AUTH_BYPASS";

/**
 * Whether this process shows mocked orders and leaves the API alone. Only the exact word `true` says so.
 * Next.js writes the value of `process.env.NEXT_PUBLIC_...` into the build; reading it by name at run
 * time is what lets one build be started either way, and never be stuck in bypass mode.
 */
export function isBypassed(): boolean {
  return Reflect.get(process.env, SWITCH) === "true";
}
