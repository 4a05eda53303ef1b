/**
 * The two pens of every drawing. Pieces are drawn to scale in centimeters, standing on `y = 0` with
 * their middle at `x = 0`, so that the same drawing serves the card, the product page and the room.
 */
export const WOOD = "fill-surface stroke-current";

/** The one part of a piece that carries color: what is soft, lit or opened. */
export const ACCENT = "fill-accent-wash stroke-accent";

/** Lines that say less: seams, grain, what stands further back. */
export const FAINT = "fill-none stroke-line";
