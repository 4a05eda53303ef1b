import "server-only";
import { headers } from "next/headers";

/**
 * How this shop sets a cookie: out of reach of scripts, not sent along from other sites' forms, and
 * only over TLS where the shop is reached that way (on 127.0.0.1 it is not).
 */
export async function shopCookie(maxAgeSeconds: number) {
  const scheme = (await headers()).get("x-forwarded-proto");
  return {
    httpOnly: true,
    sameSite: "lax",
    secure: scheme === "https",
    path: "/",
    maxAge: maxAgeSeconds,
  } as const;
}
