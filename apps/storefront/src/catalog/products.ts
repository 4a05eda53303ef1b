import { z } from "zod";

/** The eight pieces the shop makes, by the name in their URL. */
export const PRODUCT_SLUGS = [
  "alder-lounge-chair",
  "mill-trestle-table",
  "wren-spindle-chair",
  "porch-bench",
  "larder-bookcase",
  "ember-floor-lamp",
  "nightingale-bedside",
  "three-legged-stool",
] as const;

/** Parses a piece's name in URLs, forms and cookies. */
export const ProductSlug = z.enum(PRODUCT_SLUGS);

/** A piece's name in its URL. */
export type ProductSlug = z.infer<typeof ProductSlug>;

/** One piece of the catalog. */
export interface Product {
  readonly slug: ProductSlug;
  readonly name: string;
  /** A few words under the name in lists. */
  readonly kind: string;
  /** In cents; the shop sells in EUR only. */
  readonly priceCents: number;
  readonly description: string;
  readonly material: string;
  readonly finish: string;
  /** Centimeters: width, depth, height. */
  readonly size: { readonly width: number; readonly depth: number; readonly height: number };
  /** How long the workshop takes, in words. */
  readonly leadTime: string;
}

const CATALOG: Readonly<Record<ProductSlug, Omit<Product, "slug">>> = {
  "alder-lounge-chair": {
    name: "Alder lounge chair",
    kind: "Oiled alder, wool cushions",
    priceCents: 98_000,
    description:
      "A low chair for the end of the day. The back leans at the angle at which people fall asleep over a book, and the arms are wide enough for a cup.",
    material: "Alder, with cushions of felted wool",
    finish: "Linseed oil, two coats",
    size: { width: 72, depth: 80, height: 82 },
    leadTime: "Made in three weeks",
  },
  "mill-trestle-table": {
    name: "Mill trestle table",
    kind: "Solid oak, seats eight",
    priceCents: 148_000,
    description:
      "Five oak boards on two trestles, held by a wedge you can knock out by hand. It comes apart for moving house and goes back together without a screw.",
    material: "Oak from one tree, boards matched",
    finish: "Hard wax oil",
    size: { width: 220, depth: 92, height: 74 },
    leadTime: "Made in five weeks",
  },
  "wren-spindle-chair": {
    name: "Wren spindle chair",
    kind: "Steam-bent ash",
    priceCents: 34_000,
    description:
      "Seven turned spindles and a saddle seat, cut with a spokeshave. It weighs less than four kilograms and has outlived stronger-looking chairs.",
    material: "Ash, with a seat of elm",
    finish: "Soap finish",
    size: { width: 46, depth: 50, height: 86 },
    leadTime: "Made in two weeks",
  },
  "porch-bench": {
    name: "Porch bench",
    kind: "Larch, with a wool blanket",
    priceCents: 42_000,
    description:
      "For taking boots off, or for three children in a row. Larch needs nothing outdoors but time, and turns silver by the second summer.",
    material: "Larch; blanket of new wool",
    finish: "None, or oil on request",
    size: { width: 140, depth: 34, height: 45 },
    leadTime: "Made in two weeks",
  },
  "larder-bookcase": {
    name: "Larder bookcase",
    kind: "Cherry, four shelves",
    priceCents: 89_000,
    description:
      "Built like a larder: shelves as deep as what stands on them and no deeper. They sit in sliding dovetails, so they stay straight under a library.",
    material: "Cherry",
    finish: "Shellac and wax",
    size: { width: 90, depth: 28, height: 148 },
    leadTime: "Made in four weeks",
  },
  "ember-floor-lamp": {
    name: "Ember floor lamp",
    kind: "Walnut, linen shade",
    priceCents: 26_500,
    description:
      "Three walnut legs under a linen shade that glows instead of shining. The switch is on the cord, where a hand finds it in the dark.",
    material: "Walnut, brass fitting, linen",
    finish: "Oil",
    size: { width: 48, depth: 48, height: 142 },
    leadTime: "On the shelf, sent in two days",
  },
  "nightingale-bedside": {
    name: "Nightingale bedside",
    kind: "Oak, one drawer",
    priceCents: 31_000,
    description:
      "One drawer that closes without a sound and a shelf for the book you are really reading. The back is finished too, for beds that stand in the room.",
    material: "Oak, drawer of lime",
    finish: "Hard wax oil",
    size: { width: 42, depth: 36, height: 52 },
    leadTime: "Made in two weeks",
  },
  "three-legged-stool": {
    name: "Three-legged stool",
    kind: "Beech, stands on any floor",
    priceCents: 14_500,
    description:
      "Three legs never rock, whatever the floor does. A seat, a step, a side table, and the first piece every apprentice here makes.",
    material: "Beech",
    finish: "Soap finish",
    size: { width: 36, depth: 36, height: 45 },
    leadTime: "On the shelf, sent in two days",
  },
};

/** The catalog in the order of the shop's front page. */
export const PRODUCTS: readonly Product[] = PRODUCT_SLUGS.map(findProduct);

/** The piece of this name; a slug that was parsed always has one. */
export function findProduct(slug: ProductSlug): Product {
  return { slug, ...CATALOG[slug] };
}
