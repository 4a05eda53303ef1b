import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/source-serif-4/index.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { countPieces } from "@/cart/cart";
import { readCart } from "@/cart/cart-cookie";
import { BypassRibbon } from "@/components/bypass-ribbon";
import { SiteFooter } from "@/components/site-footer";
import { SiteHeader } from "@/components/site-header";
import { isBypassed } from "@/server/bypass";
import "./globals.css";

/** What every page says of itself unless it says otherwise. */
export const metadata: Metadata = {
  title: { default: "Hearth & Oak, furniture makers", template: "%s · Hearth & Oak" },
  description: "Furniture for rooms that are lived in, made to order in our own workshop.",
};

/** Form controls and scroll bars follow the reader's theme, as the page does. */
export const viewport: Viewport = { colorScheme: "light dark" };

/** The frame of every page. It reads the cart, so each page is rendered for its request and gets a nonce. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <a
          href="#main"
          className="absolute left-4 top-2 z-10 -translate-y-24 rounded-control bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
        >
          Skip to content
        </a>
        {isBypassed() && <BypassRibbon />}
        <SiteHeader pieces={countPieces(await readCart())} />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[72rem] grow px-4 sm:px-6 lg:px-10"
        >
          {children}
        </main>
        <SiteFooter />
      </body>
    </html>
  );
}
