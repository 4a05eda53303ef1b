import type { NextConfig } from "next";

// Neither the shop nor its build calls anybody but the checkout API. Read after this file is.
process.env.NEXT_TELEMETRY_DISABLED = "1";

const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // Same-origin requests keep their origin, which server actions compare; nobody else learns where a
  // shopper came from, or which order they look at.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // A browser that has not found the icon's link yet asks here.
  redirects: async () => [{ source: "/favicon.ico", destination: "/icon.svg", permanent: true }],
  // The content security policy has a nonce of its own for each request: see src/proxy.ts.
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    // The link of a mail carries a token in its URL, which is sent to no other site and to no other page of this shop.
    {
      source: "/checkout/resume",
      headers: [{ key: "Referrer-Policy", value: "no-referrer" }],
    },
  ],
};

export default config;
