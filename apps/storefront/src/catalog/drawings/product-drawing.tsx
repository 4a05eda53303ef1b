import type { Product } from "@/catalog/products";
import { Piece } from "./piece";

const ASPECT = 4 / 3;

/**
 * A piece on its floor line in a 4:3 frame; decorative, since its name always stands beside it.
 * Small pieces stay a little smaller than large ones: a stool as wide as a table would lie.
 */
export function ProductDrawing({
  product,
  className,
}: {
  readonly product: Product;
  readonly className?: string;
}) {
  const { width, height } = product.size;
  const frameHeight = Math.max((width / ASPECT) * 1.08, height * 1.2) + 30;
  const frameWidth = frameHeight * ASPECT;
  const floor = frameHeight * 0.16;
  const viewBox = [-frameWidth / 2, floor - frameHeight, frameWidth, frameHeight];
  return (
    <svg
      viewBox={viewBox.map(Math.round).join(" ")}
      aria-hidden="true"
      className={`drawing ${className ?? ""}`}
    >
      <path className="stroke-line" d={`M${-frameWidth * 0.4} 0 H${frameWidth * 0.4}`} />
      <Piece slug={product.slug} />
    </svg>
  );
}
