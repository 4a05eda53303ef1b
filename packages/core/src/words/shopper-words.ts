import type { Stage } from "../domain/index.ts";
import type { BannerCopy } from "./banner-words.ts";
import type { IdentityWords } from "./check-words.ts";
import type { FoldedMailWords, MailWords } from "./mail-words.ts";
import type { UnsubscribeWords } from "./unsubscribe-words.ts";

/** Every word that a shopper reads, in one language. */
export interface ShopperWords {
  /** The stages' names: under the banner's stops and in the mail's track. */
  readonly stages: Readonly<Record<Stage, string>>;
  readonly banner: BannerCopy;
  /** Why an identity check failed, by its code: in the mail and on the shop's page. */
  readonly identity: IdentityWords;
  readonly mail: MailWords;
  /** What a mail says differently when it covers several orders. */
  readonly foldedMail: FoldedMailWords;
  /** The page behind a mail's last link. */
  readonly unsubscribe: UnsubscribeWords;
}
