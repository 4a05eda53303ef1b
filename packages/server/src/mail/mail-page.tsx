import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Html } from "@react-email/html";
import type { ReactElement, ReactNode } from "react";
import { STYLE, STYLESHEET } from "./mail-style.ts";

/** Keeps mail clients from filling the preview line with the text after the preheader. */
const PREHEADER_END = "\u00a0\u200c".repeat(60);

interface MailPageProps {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly title: string;
  /** The text that mail clients show next to the subject. */
  readonly preheader: string;
  readonly children: ReactNode;
}

/** The page that all mail shares: one column on a paper background, in light and dark. */
export function MailPage({ lang, dir, title, preheader, children }: MailPageProps): ReactElement {
  return (
    <Html lang={lang} dir={dir}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{STYLESHEET}</style>
      </Head>
      {/* Not react-email's Body: its inner cell repeats the light background, and no class can darken that. */}
      <body className="paper" style={STYLE.body}>
        <div style={STYLE.preheader}>
          {preheader}
          {PREHEADER_END}
        </div>
        <Container style={STYLE.column}>
          <div className="inner" style={STYLE.inner}>
            {children}
          </div>
        </Container>
      </body>
    </Html>
  );
}
