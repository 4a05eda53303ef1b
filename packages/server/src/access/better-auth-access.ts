import { randomBytes } from "node:crypto";
import { OperatorRole } from "@followthrough/core/contract";
import { isAPIError } from "better-auth/api";
import { z } from "zod";
import type { BetterAuthAccess, Cookies, OperatorToAdd } from "./access.ts";
import { type Auth, type AuthSettings, createAuth, OPEN_ID } from "./auth.ts";

const Session = z.object({
  session: z.object({ id: z.string() }),
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: OperatorRole,
    disabledAt: z.date().nullish(),
  }),
});

/** Opens operator access by Better Auth. */
export function openBetterAuth(settings: AuthSettings): BetterAuthAccess {
  const auth = createAuth(settings);
  return {
    signIn: (email, password, headers) => signIn(auth, email, password, headers),
    async signOut(headers) {
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true });
      return answered.getSetCookie();
    },
    async readSession(headers) {
      const found = Session.safeParse(await auth.api.getSession({ headers }));
      if (!found.success || found.data.user.disabledAt) return null;
      const { user, session } = found.data;
      const { id: operatorId, name, email, role } = user;
      return { operatorId, name, email, role, sessionId: session.id };
    },
    changePassword: (current, next, headers) =>
      orNull(async () => {
        const body = { currentPassword: current, newPassword: next, revokeOtherSessions: false };
        await auth.api.changePassword({ body, headers });
        return true;
      }).then((changed) => changed ?? false),
    beginOpenId: (headers) =>
      orNull(async () => {
        const { headers: answered, response } = await auth.api.signInSocial({
          body: {
            provider: OPEN_ID,
            callbackURL: "/console/",
            errorCallbackURL: "/console/sign-in",
          },
          headers,
          returnHeaders: true,
        });
        const { url } = response;
        return url === undefined ? null : { url, cookies: answered.getSetCookie() };
      }),
    endOpenId: (request) => auth.handler(request),
    add: (operator) => add(auth, operator),
    reset: (email) => reset(auth, email),
  };
}

async function signIn(
  auth: Auth,
  email: string,
  password: string,
  headers: Headers,
): Promise<Cookies | null> {
  return orNull(async () => {
    const { headers: answered, response } = await auth.api.signInEmail({
      body: { email, password },
      headers,
      returnHeaders: true,
    });
    // Better Auth does not know that operators can be disabled, so we delete the session that it created.
    const { internalAdapter } = await auth.$context;
    const user = Session.shape.user.parse(await internalAdapter.findUserById(response.user.id));
    if (!user.disabledAt) return answered.getSetCookie();
    await internalAdapter.deleteSession(response.token);
    return null;
  });
}

async function add(auth: Auth, { email, name, role }: OperatorToAdd) {
  const { internalAdapter, password: passwords } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(email);
  if (known !== null) return null;
  const password = makePassword();
  // An admin or the command added the operator and is trusted to know the address, so it counts as verified.
  const user = await internalAdapter.createUser(
    { email, name, role, emailVerified: true },
    { method: "admin" },
  );
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: "credential",
    accountId: user.id,
    password: await passwords.hash(password),
  });
  return { operatorId: user.id, password };
}

async function reset(auth: Auth, email: string) {
  const { internalAdapter, password: passwords } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(email);
  if (known === null) return null;
  const password = makePassword();
  await internalAdapter.updatePassword(known.user.id, await passwords.hash(password));
  await internalAdapter.deleteUserSessions(known.user.id);
  return { password };
}

/** 120 bits, which nobody can guess. The operator changes it after the first sign-in. */
function makePassword(): string {
  return randomBytes(15).toString("base64url");
}

/** `null` when Better Auth refuses; other errors are thrown. */
async function orNull<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return null;
    throw error;
  }
}
