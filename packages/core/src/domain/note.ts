/** The codes of our own notes without a parameter. */
export const PLAIN_NOTE_CODES = [
  "sweep_executed",
  "stage_not_required",
  "member_address_known",
  "order_names_another_member",
  "order_updates_wanted",
  "order_updates_unwanted",
  "order_address_changed",
  "order_is_real",
  "operator_done",
  "provider_unchanged",
  "points_waived",
  "mail_bounced",
  "mail_complained",
  "mail_unsubscribed",
  "review_rejected",
  "shopper_bought_again",
] as const;

/** The codes of our own notes about a number of points. */
export const POINTS_NOTE_CODES = [
  "hold_asked",
  "hold_placed",
  "hold_refused",
  "hold_released",
  "hold_expired",
  "hold_expiring",
] as const;

type PlainNoteCode = (typeof PLAIN_NOTE_CODES)[number];
type PointsNoteCode = (typeof POINTS_NOTE_CODES)[number];

/** The code of one of our own notes. Its text is made where the note is stored or read. */
export type NoteCode = PlainNoteCode | PointsNoteCode;

/** One of our own notes, with what its sentence needs. */
export type CodedNote =
  | { readonly code: PlainNoteCode }
  | { readonly code: PointsNoteCode; readonly points: number };

/** The note of a timeline entry: our own code, or the text of the source or the operator. */
export type Note = CodedNote | string;

/** Whether this is our own note with that code. */
export function isNoteOf(note: Note | null, code: NoteCode): boolean {
  return note !== null && typeof note !== "string" && note.code === code;
}

/** A text that is the same only for the same note. It is used to order facts and never shown. */
export function noteKey(note: Note | null): string {
  if (note === null || typeof note === "string") return note ?? "";
  return "points" in note ? `${note.code} ${note.points}` : note.code;
}
