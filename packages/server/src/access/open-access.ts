import type { BetterAuthAccess, OperatorAccess } from "./access.ts";
import type { AuthSettings } from "./auth.ts";

/**
 * Opens operator access; closing it also closes the settings' pool. Better Auth is loaded at the first use, because it
 * is a third of all code that the API would load, and most of what `serve` would load, before a shop's first order.
 */
export function openOperatorAccess(settings: AuthSettings): OperatorAccess {
  let opening: Promise<BetterAuthAccess> | null = null;
  const open = () => {
    opening ??= import("./better-auth-access.ts").then(
      ({ openBetterAuth }) => openBetterAuth(settings),
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  };
  return {
    openIdName: settings.openId?.name ?? null,
    signIn: async (...asked) => (await open()).signIn(...asked),
    signOut: async (headers) => (await open()).signOut(headers),
    readSession: async (headers) => (await open()).readSession(headers),
    changePassword: async (...asked) => (await open()).changePassword(...asked),
    beginOpenId: async (headers) => (await open()).beginOpenId(headers),
    endOpenId: async (request) => (await open()).endOpenId(request),
    add: async (operator) => (await open()).add(operator),
    reset: async (email) => (await open()).reset(email),
    close: () => settings.pool.end(),
  };
}
