import type { Metadata } from "next";
import { StageTestPage } from "@/stages/stage-test-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Test identity check" };

/** Stands in for the identity provider, which carries out the stage `verification`. */
export default function VerificationPage({
  params,
}: {
  readonly params: Promise<{ orderId: string }>;
}) {
  return <StageTestPage stage="verification" params={params} />;
}
