import { type Browser, chromium as launcher } from 'playwright-core';
import type { TestContext } from 'vitest';
import { needProgram } from './programs.ts';

/** The system's Chromium without a window, closed at the end of its scope. */
export async function chromium(context: TestContext): Promise<Browser> {
  const executablePath = needProgram(context, 'chromium', 'chromium-browser', 'google-chrome');
  return await launcher.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
