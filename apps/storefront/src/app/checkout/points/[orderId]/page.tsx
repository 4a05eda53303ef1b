import type { Metadata } from "next";
import { StageTestPage } from "@/stages/stage-test-page";

/** Names the tab. */
export const metadata: Metadata = { title: "Test points" };

/** Stands in for the points program, which carries out the stage `loyalty_hold`. */
export default function PointsPage({ params }: { readonly params: Promise<{ orderId: string }> }) {
  return <StageTestPage stage="loyalty_hold" params={params} />;
}
