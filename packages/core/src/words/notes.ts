import {
  type CodedNote,
  type Fact,
  type Note,
  type NoteCode,
  PLAIN_NOTE_CODES,
  POINTS_NOTE_CODES,
  type StageRegister,
  type StageRegisters,
} from "../domain/index.ts";
import { EN_NOTES } from "./en/notes.ts";

const PLACE = "{points}";

/** The plain notes by their text. */
const PLAIN: ReadonlyMap<string, CodedNote> = new Map(
  PLAIN_NOTE_CODES.map((code) => [EN_NOTES[code], { code }]),
);

/** The notes about points, with the text before and after the number. */
const ABOUT_POINTS = POINTS_NOTE_CODES.map((code) => {
  const [before = "", after = ""] = EN_NOTES[code].split(PLACE);
  return { code, before, after };
});

/** A note as it is stored and as the API answers it: the code's English text, or the reporter's own. */
export function noteText(note: Note): string {
  return typeof note === "string" ? note : noteSentence(note, EN_NOTES);
}

/** A coded note in the words of a catalog. */
export function noteSentence(note: CodedNote, words: Readonly<Record<NoteCode, string>>): string {
  const sentence = words[note.code];
  return "points" in note ? sentence.replace(PLACE, String(note.points)) : sentence;
}

/**
 * Reads a stored text as a note. A text that is not ours stays as it is, and so does one of ours with a number that we
 * would write differently. `noteText` always returns the original text.
 */
export function readNote(text: string): Note {
  return PLAIN.get(text) ?? readPoints(text) ?? text;
}

function readPoints(text: string): CodedNote | null {
  for (const { code, before, after } of ABOUT_POINTS) {
    if (!text.endsWith(after) || !text.startsWith(before)) continue;
    const number = text.slice(before.length, text.length - after.length);
    const points = /^\d{1,16}$/.test(number) ? Number(number) : Number.NaN;
    if (String(points) === number && Number.isSafeInteger(points)) return { code, points };
  }
  return null;
}

/** The same registers with their notes as text, as they are stored in the state of an order. */
export function registersToStore(registers: StageRegisters): StageRegisters {
  return changeNotes(registers, noteText);
}

/** The same registers after reading, with their notes as codes again. */
export function readRegisters(stored: StageRegisters): StageRegisters {
  return changeNotes(stored, (note) => (typeof note === "string" ? readNote(note) : note));
}

type Change = (note: Note) => Note;

/**
 * A value that does not have the shape of a register stays as it is. If something has damaged a row, the rules refuse
 * it later, so that only its own order fails and never the batch that it was read in.
 */
function changeNotes(registers: StageRegisters, change: Change): StageRegisters {
  const changed: Record<string, StageRegister> = {};
  for (const [stage, register] of Object.entries(registers)) {
    changed[stage] = isObject(register) ? changeRegister(register, change) : register;
  }
  return { ...registers, ...changed };
}

function changeRegister(register: StageRegister, change: Change): StageRegister {
  const { hard, soft, past } = register;
  const changed = { ...register, hard: changeFact(hard, change), soft: changeFact(soft, change) };
  if (!Array.isArray(past)) return changed;
  return { ...changed, past: past.map((fact) => changeFact(fact, change)) };
}

function changeFact<Known extends Fact | null>(fact: Known, change: Change): Known {
  if (!isObject(fact) || fact.note === null || fact.note === undefined) return fact;
  return { ...fact, note: change(fact.note) };
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
