import type { ProductSlug } from "@/catalog/products";
import { Piece } from "./piece";

type Place = readonly [slug: ProductSlug, x: number, mirrored?: "mirrored"];

const FURNITURE: readonly Place[] = [
  ["larder-bookcase", -212],
  ["alder-lounge-chair", -96, "mirrored"],
  ["ember-floor-lamp", -22],
  ["wren-spindle-chair", 82],
  ["wren-spindle-chair", 178],
  ["mill-trestle-table", 130],
];

/** One room with the shop's pieces in it, all to the same scale. Decorative. */
export function Room({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="-276 -184 536 204" aria-hidden="true" className={`drawing ${className ?? ""}`}>
      <g className="fill-none stroke-divider">
        <path d="M74 -172 H186 V-104 H74 Z M130 -172 V-104 M74 -138 H186 M68 -104 H192" />
        <path d="M-118 -162 H-74 V-116 H-118 Z M-112 -156 H-80 V-122 H-112 Z M-112 -130 C-104 -142 -98 -126 -92 -134 C-88 -140 -84 -136 -80 -132" />
      </g>
      <path className="stroke-line" d="M-276 0 H260" />
      {FURNITURE.map(([slug, x, mirrored]) => (
        <g key={`${slug}${x}`} transform={`translate(${x} 0)${mirrored ? " scale(-1 1)" : ""}`}>
          <Piece slug={slug} />
        </g>
      ))}
    </svg>
  );
}
