import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];
/** Themes differ in colors only, and axe is slow. */
const BY_COLOR = ["color-contrast", "link-in-text-block"];
/** The narrowest page that WCAG asks for (1.4.10), and text at 200 % (1.4.4). */
const WIDTHS = [
  { width: 320, textPercent: 100 },
  { width: 390, textPercent: 200 },
  { width: 1280, textPercent: 200 },
];

/**
 * Looks at a page in both themes, on a phone and on a desktop: axe finds nothing, and nothing runs out
 * of the page sideways, with text at 200 % neither.
 *
 * @param limits `without`: a part that axe can't enter; `except`: rules that don't apply
 */
export async function expectGoodLooks(
  page: Page,
  limits: { readonly without?: string; readonly except?: string[] } = {},
): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // Without the second page that only frames of other origins need: it costs as long as the rules.
      const axe = new AxeBuilder({ page }).setLegacyMode().disableRules(limits.except ?? []);
      if (limits.without !== undefined) axe.exclude(limits.without);
      if (colorScheme === "dark") axe.withRules(BY_COLOR);
      const { violations } = await axe.analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ""}`),
      );
      expect(found, `axe at ${size.width} px, ${colorScheme}`).toEqual([]);
    }
  }
  for (const { width, textPercent } of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await setTextSize(page, textPercent);
    // Charts are drawn again for the new width, a moment later.
    const overflow = expect.poll(() => findOverflow(page), `${width} px, text at ${textPercent} %`);
    await overflow.toEqual([]);
  }
  await setTextSize(page, 100);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** As a reader does in the browser's settings, so that the widths at which a layout changes grow along. */
async function setTextSize(page: Page, percent: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setFontSizes", {
    fontSizes: { standard: Math.round(0.16 * percent), fixed: Math.round(0.13 * percent) },
  });
  await devtools.detach();
}

/** The innermost elements that end right of the page, or whose text does, when the page can be scrolled there. */
async function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    // Text may run out of an element whose own box stays inside.
    const contentsOf = (element: Element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range;
    };
    const isOut = (element: Element) =>
      [element, contentsOf(element)].some(
        (part) => part.getBoundingClientRect().right > root.clientWidth + 1,
      );
    return [...document.body.querySelectorAll("*")]
      .filter((element) => isOut(element) && ![...element.children].some(isOut))
      .map((element) => element.outerHTML.slice(0, 160));
  });
}
