"use client";

import "./globals.css";

/** The last resort, when even the frame of the page breaks. It needs no script, so it has none to fail. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <title>Something broke · Hearth &amp; Oak</title>
        <main className="mx-auto max-w-[34rem] px-4 py-24">
          <h1 className="font-serif text-34 font-medium leading-tight">
            Something broke on our side
          </h1>
          <p className="mt-4 text-quiet">
            Your cart and your orders are safe. Come back in a few minutes, or{" "}
            <a href="/" className="text-accent underline underline-offset-4">
              start again at the front page
            </a>
            .
          </p>
        </main>
      </body>
    </html>
  );
}
