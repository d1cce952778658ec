/**
 * Somebody at a page whose work is counted: clicks, keys, and the pages that were waited for. Seconds
 * are reckoned by the keystroke-level model (Card, Moran and Newell, The Psychology of Human-Computer
 * Interaction, 1983), so that they are the same on every machine: a key takes 0.28 s of whoever types
 * 40 words a minute, to point and click 1.3 s, and each step 1.35 s of thought before it. A page is
 * there in 0.3 s.
 */
import type { Locator, Page } from 'playwright-core';

export const model = { key: 0.28, click: 1.3, thought: 1.35, page: 0.3 };

export interface Work {
  readonly clicks: number;
  readonly keys: number;
  readonly seconds: number;
}

export function player(page: Page) {
  let [clicks, keys, steps, pages] = [0, 0, 0, 0];
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) pages += 1;
  });
  return {
    page,
    /** Begins to count anew. */
    begin: (): void => {
      [clicks, keys, steps, pages] = [0, 0, 0, 0];
    },
    click: async (what: Locator): Promise<void> => {
      [clicks, steps] = [clicks + 1, steps + 1];
      await what.click();
    },
    choose: async (what: Locator, value: string): Promise<void> => {
      [clicks, steps] = [clicks + 2, steps + 1];
      await what.selectOption(value);
    },
    type: async (what: Locator, text: string): Promise<void> => {
      [clicks, keys, steps] = [clicks + 1, keys + text.length, steps + 1];
      await what.fill(text);
    },
    /** Chooses a file, which takes a click for the field and two in the window that opens. */
    file: async (what: Locator, name: string, text: string): Promise<void> => {
      [clicks, steps] = [clicks + 3, steps + 2];
      await what.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    },
    press: async (key: string): Promise<void> => {
      [keys, steps] = [keys + key.split('+').length, steps + 1];
      await page.keyboard.press(key);
    },
    work: (): Work => ({
      clicks,
      keys,
      seconds: Math.round(
        clicks * model.click + keys * model.key + steps * model.thought + pages * model.page,
      ),
    }),
  };
}
