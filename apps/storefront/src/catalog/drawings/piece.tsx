import type { ComponentType } from "react";
import type { ProductSlug } from "@/catalog/products";
import { AlderLoungeChair } from "./alder-lounge-chair";
import { EmberFloorLamp } from "./ember-floor-lamp";
import { LarderBookcase } from "./larder-bookcase";
import { MillTrestleTable } from "./mill-trestle-table";
import { NightingaleBedside } from "./nightingale-bedside";
import { PorchBench } from "./porch-bench";
import { ThreeLeggedStool } from "./three-legged-stool";
import { WrenSpindleChair } from "./wren-spindle-chair";

const PIECES: Readonly<Record<ProductSlug, ComponentType>> = {
  "alder-lounge-chair": AlderLoungeChair,
  "mill-trestle-table": MillTrestleTable,
  "wren-spindle-chair": WrenSpindleChair,
  "porch-bench": PorchBench,
  "larder-bookcase": LarderBookcase,
  "ember-floor-lamp": EmberFloorLamp,
  "nightingale-bedside": NightingaleBedside,
  "three-legged-stool": ThreeLeggedStool,
};

/** One piece's drawing, in centimeters, to be placed in an SVG of the caller's. */
export function Piece({ slug }: { readonly slug: ProductSlug }) {
  const Shapes = PIECES[slug];
  return <Shapes />;
}
