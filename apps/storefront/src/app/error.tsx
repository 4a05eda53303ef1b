"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { FallenChair } from "@/catalog/drawings/fallen-chair";
import { Button, buttonClass } from "@/components/button";

/** Shown when a page of the shop breaks: no details of the error, and two ways to continue. */
export default function ErrorPage({
  retry,
}: {
  readonly error: Error;
  readonly retry: () => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section className="grid items-center gap-10 py-16 md:grid-cols-2 md:py-24">
      <div className="max-w-[34rem]">
        <h1
          ref={title}
          tabIndex={-1}
          className="font-serif text-34 font-medium leading-tight tracking-[-0.015em]"
        >
          Something broke on our side
        </h1>
        <p className="mt-4 text-quiet">
          Your cart and your orders are safe. Trying again often helps; if it doesn’t, come back in
          a few minutes.
        </p>
        <div className="mt-8 flex flex-wrap gap-3">
          <Button type="button" onClick={retry}>
            Try again
          </Button>
          <Link href="/" className={buttonClass("secondary")}>
            Back to the shop
          </Link>
        </div>
      </div>
      <div className="max-md:-order-1 max-md:max-w-72">
        <FallenChair />
      </div>
    </section>
  );
}
