import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../src/exceptions/escape-html.ts';

describe('escapeHtml', () => {
  it.each([
    [`<p title="a" lang='b'>&amp;</p>`, '&lt;p title=&quot;a&quot; lang=&#39;b&#39;&gt;&amp;amp;&lt;/p&gt;'],
    ['Grüße ☃\n', 'Grüße ☃\n'],
    ['', ''],
  ])('%j', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });
});
