import { DE_BANNER } from "./de/banner.ts";
import { DE_FOLDED_MAIL } from "./de/folded-mail.ts";
import { DE_IDENTITY } from "./de/identity.ts";
import { DE_MAIL } from "./de/mail.ts";
import { DE_STAGES } from "./de/stages.ts";
import { DE_UNSUBSCRIBE } from "./de/unsubscribing.ts";
import { EN_BANNER } from "./en/banner.ts";
import { EN_CHECKS, EN_IDENTITY } from "./en/check-words.ts";
import { EN_FOLDED_MAIL } from "./en/folded-mail.ts";
import { EN_MAIL } from "./en/mail.ts";
import { EN_NOTES } from "./en/notes.ts";
import { EN_PARCELS } from "./en/parcel-words.ts";
import { EN_PAYMENTS } from "./en/payment-words.ts";
import { EN_PLACES } from "./en/places.ts";
import { EN_REASONS } from "./en/reasons.ts";
import { EN_OPERATOR_REFUSALS, EN_REFUSALS } from "./en/refusals.ts";
import { EN_STAGES, EN_STATUSES, EN_WAITING_ON } from "./en/stages.ts";
import { EN_UNSUBSCRIBE } from "./en/unsubscribing.ts";
import { EN_DEFERRALS, EN_WITHHELD } from "./en/withheld.ts";
import type { OperatorWords } from "./operator-words.ts";
import type { ShopperWords } from "./shopper-words.ts";

/** The languages of shoppers' texts; the first is the fallback. */
export const LANGUAGES = ["en", "de"] as const;

/** A language of shoppers' texts. */
export type Language = (typeof LANGUAGES)[number];

/** The shoppers' catalog of each language. */
export const SHOPPER_WORDS: Readonly<Record<Language, ShopperWords>> = {
  en: {
    stages: EN_STAGES,
    banner: EN_BANNER,
    identity: EN_IDENTITY,
    mail: EN_MAIL,
    foldedMail: EN_FOLDED_MAIL,
    unsubscribe: EN_UNSUBSCRIBE,
  },
  de: {
    stages: DE_STAGES,
    banner: DE_BANNER,
    identity: DE_IDENTITY,
    mail: DE_MAIL,
    foldedMail: DE_FOLDED_MAIL,
    unsubscribe: DE_UNSUBSCRIBE,
  },
};

/** The operators' catalog. Operators' texts are in English, whatever the member's language. */
export const OPERATOR_WORDS: OperatorWords = {
  stages: EN_PLACES,
  statuses: EN_STATUSES,
  waitingOn: EN_WAITING_ON,
  reasons: EN_REASONS,
  payments: EN_PAYMENTS,
  checks: EN_CHECKS,
  parcels: EN_PARCELS,
  withheld: EN_WITHHELD,
  deferrals: EN_DEFERRALS,
  notes: EN_NOTES,
  refusals: EN_REFUSALS,
  atConsole: EN_OPERATOR_REFUSALS,
};
