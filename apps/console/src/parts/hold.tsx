import type { OrderHold } from "@followthrough/core/contract";
import { Chip, type Tone } from "./chip.tsx";
import type { IconName } from "./icons.tsx";
import { Ago } from "./time.tsx";

const LOOKS: Readonly<
  Record<
    OrderHold["state"],
    { readonly tone: Tone; readonly icon: IconName; readonly word: string }
  >
> = {
  active: { tone: "waiting", icon: "waiting", word: "Held" },
  captured: { tone: "done", icon: "done", word: "Taken" },
  released: { tone: "cancelled", icon: "back", word: "Given back" },
  expired: { tone: "failed", icon: "failed", word: "Expired" },
};

const POINTS = new Intl.NumberFormat(undefined);

/** A number of points, in words. */
export function pointsText(points: number): string {
  return `${POINTS.format(points)} ${points === 1 ? "point" : "points"}`;
}

/** Points that are or were held: how many, and what became of them. */
export function Hold({ hold }: { readonly hold: OrderHold }) {
  const { tone, icon, word } = LOOKS[hold.state];
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <Chip tone={tone} icon={icon}>
        {word}
      </Chip>
      <span className="figure">{pointsText(hold.points)}</span>
      <span className="text-quiet">{fate(hold)}</span>
    </span>
  );
}

function fate({ state, points, captured, expiresAt }: OrderHold) {
  switch (state) {
    case "active":
      if (expiresAt === null) return "until the order is done, because it is paid";
      return (
        <>
          go back <Ago at={expiresAt} />
        </>
      );
    case "captured":
      return captured < points && `${pointsText(captured)} taken, the rest went back`;
    case "released":
      return "back in the member’s account";
    case "expired":
      return <>went back {expiresAt !== null && <Ago at={expiresAt} />}</>;
  }
}
