import { expect, it } from 'vitest';
import { errors } from '../../../src/middleware/errors/errors.ts';
import { serve } from '../../../src/node.ts';
import type { Application } from '../../../src/wsgi/contract.ts';
import { chromium } from '../../support/chromium.ts';

const failing: Application = () => {
  throw new TypeError(`the ${'very'.repeat(50)} long message`, { cause: new Error('ECONNREFUSED') });
};

it('the page of a report fits narrow and wide windows, in light and dark mode, and works under its policy', async (context) => {
  await using browser = await chromium(context);
  await using server = await serve(errors({ log: { write() {} } })(failing), { port: 0 });
  for (const [width, colorScheme] of [
    [390, 'dark'],
    [1200, 'light'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) violations.push(message.text());
    });
    await page.goto(`http://localhost:${server.port}/`);
    const seen = await page.evaluate<{ width: number; paper: string }>(
      '({ width: document.documentElement.scrollWidth, paper: getComputedStyle(document.body).backgroundColor })',
    );
    expect(seen.width).toBe(width);
    expect(seen.paper).toBe(colorScheme === 'dark' ? 'rgb(22, 24, 27)' : 'rgb(251, 250, 247)');
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await expect.poll(() => page.getByRole('button').textContent()).toMatch(/^Copied|^Selected/);
    expect(await page.locator('#text').textContent()).toContain('Caused by: Error: ECONNREFUSED');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^TypeErrorthe very/);
    expect(violations).toEqual([]);
  }
});
