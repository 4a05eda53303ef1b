/**
 * Phrases this project doesn't use, each with what to say instead. Spelling is held by `cspell.json`.
 *
 * `bad` and `good` are tested: the first is reported, the second is not. Where a phrase is right in
 * some files, `allowedIn` names them or their folders; `skipsStrings` leaves out string literals, where SQL
 * and quoted text need the word.
 *
 * @typedef {object} Rule
 * @property {RegExp} phrase with the flags `g` and usually `i`; a space matches any white space
 * @property {string} say what to write instead
 * @property {string} bad a sentence that the rule reports
 * @property {string} good the same sentence in plain English
 * @property {readonly string[]} [allowedIn] files, and folders with their slash, relative to the root
 * @property {boolean} [skipsStrings]
 */

/** @type {readonly Rule[]} */
export const RULES = [
  {
    phrase: /\bby (?:itself|themselves)\b/gi,
    say: "automatically, on its own, alone",
    bad: "The worker starts again by itself.",
    good: "The worker restarts automatically.",
  },
  {
    phrase: /\bwho(?:ever|soever)\b/gi,
    say: "anyone who, the person who",
    bad: "Whoever opted out gets no mail.",
    good: "Anyone who opted out gets no mail.",
  },
  {
    phrase: /\b(?:is|are|was|were|be|been|being) told\b(?! (?:to|apart)\b)/gi,
    say: "is notified, is reported, learns",
    bad: "An operator is told of the failure.",
    good: "An operator is notified. The process is told to stop.",
  },
  {
    phrase: /(?<!\binjected )\bfault(?:s|y)?\b/gi,
    say: "error, problem, cause (a fault is injected by the proofs)",
    bad: "All faults of the settings are listed.",
    good: "All errors in the settings are listed, and the proofs use injected faults.",
    // The glossary defines the word, the table of the proof counts what was injected, and a problem's title is
    // published: `policy_invalid` keeps its own.
    allowedIn: [
      "prove/",
      "docs/glossary.md",
      "docs/proofs.md",
      "docs/errors.md",
      "packages/core/src/words/en/refusals.ts",
    ],
  },
  {
    phrase: /\bmeanwhile\b/gi,
    say: "while …, in the meantime, since then",
    bad: "Events that came meanwhile are read.",
    good: "Events that arrived in the meantime are read.",
  },
  {
    phrase: /\bmend(?:s|ed|ing)?\b/gi,
    say: "fix, correct, repair",
    bad: "Replay it after the cause is mended.",
    good: "Replay it after the cause is fixed.",
  },
  {
    phrase: /\b(?:fall|falls|fell|fallen|falling) due\b/gi,
    say: "become due, is due",
    bad: "The prompt falls due at noon.",
    good: "The prompt is due at noon.",
  },
  {
    phrase: /\bfor good\b(?! (?:reason|measure|or)\b)/gi,
    say: "permanently, for the last time, can't be undone",
    bad: "The member is erased for good.",
    good: "The member is erased permanently.",
  },
  {
    phrase: /\bof (?:which|whom)\b/gi,
    say: "start a new sentence, or use whose or that",
    bad: "There are two queues, of which one is empty.",
    good: "There are two queues, and one is empty.",
  },
  {
    phrase: /\bbesides\b/gi,
    say: "also, as well as, apart from",
    bad: "Besides there is a note.",
    good: "There is also a note.",
  },
  {
    phrase: /\bas ever\b/gi,
    say: "as usual, still",
    bad: "Events are recorded as ever.",
    good: "Events are still recorded.",
  },
  {
    phrase: /\bshall\b/gi,
    say: "must, should, will",
    bad: "The process shall end.",
    good: "The process must end.",
  },
  {
    phrase: /\bat the start\b(?! of\b)/gi,
    say: "at startup, at first, first",
    bad: "Settings are checked at the start.",
    good: "Settings are checked at startup, and quotas at the start of each day.",
  },
  {
    phrase: /\b(?:afresh|anew)\b/gi,
    say: "again, each time",
    bad: "Each scrape counts afresh.",
    good: "Each scrape counts again.",
  },
  {
    phrase: /\bfor ever\b/gi,
    say: "forever",
    bad: "It waits for ever.",
    good: "It waits forever.",
  },
  {
    phrase: /\ball else\b/gi,
    say: "anything else, everything else",
    bad: "It is refused; all else is retried.",
    good: "It is refused; anything else is retried.",
  },
  {
    phrase: /\bin the very (?:moment|second|instant)\b/gi,
    say: "at the moment, while",
    bad: "It is paid in the very moment of sending.",
    good: "It is paid while the mail is sent.",
  },
  {
    phrase: /\bsome (?:five|ten|twenty|thirty|forty|fifty|sixty|\d+)\b/gi,
    say: "about",
    bad: "It takes some forty minutes.",
    good: "It takes about forty minutes.",
  },
  {
    phrase: /\b(?:some|any|no)thing else than\b|\b(?:nobody|nothing) but for\b/gi,
    say: "something other than, except",
    bad: "The provider says something else than we know.",
    good: "The provider says something other than we know.",
  },
  {
    // A bare "else" at the end of a clause; "or else" and "something else" are English.
    phrase:
      /(?<!\b(?:or|if|some|any|no|every|(?:some|any|no|every)(?:body|one|thing|where)|none|who|whoever|whose|what|whatever|where|wherever|how|however|why|much|little|all|many|one)\s+)\belse(?! (?:if|branch)\b|')\b/gi,
    say: "otherwise, other",
    bad: "It goes to a person else.",
    good: "Otherwise it goes to somebody else, or else to anyone.",
    skipsStrings: true,
  },
  {
    // A sentence whose subject is a clause. A doc comment may begin with one: "Who may sign in."
    phrase: /(?<=^|[.!:] )(?:Who|Whose|What) [^.?!:]*\.(?=\s|$)/g,
    say: "a noun as the subject, not a clause",
    bad: "It is safe. What was paid heals silently.",
    good: "It is safe. Paid orders are corrected without a mail. What is left?",
    skipsStrings: true,
  },
];
