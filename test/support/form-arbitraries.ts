import fc from 'fast-check';

/** Text that a page may contain: markup, quotes, line breaks, other scripts. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'b c',
    'é€',
    '"q"',
    '<b>',
    'a&b=c',
    'x+y;z',
    '%41',
    "it's",
    '日本',
    'שלום',
    'a\nb',
    '\nlead',
  ),
  fc.string({
    maxLength: 6,
    unit: fc.constantFrom('a', 'é', ' ', '\n', '\r', '"', '&', '<', '=', '%', '😀'),
  }),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'A', 'd[]') },
  { weight: 1, arbitrary: text },
);

type Attributes = Readonly<Record<string, string | undefined>>;

function escaped(value: string): string {
  return value.replace(/[&"<>\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function tag(element: string, attributes: Attributes): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escaped(value)}"`,
  );
  return `<${element}${written.join('')}>`;
}

/** An optional attribute, whose frequency the weight determines. */
function sometimes(value: fc.Arbitrary<string>, outOf = 4): fc.Arbitrary<string | undefined> {
  return fc.oneof({ weight: outOf - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

const flag = (outOf?: number) => sometimes(fc.constant(''), outOf);
const number = fc.constantFrom('0', '1', '-1', '10', '2.5', '.5', '70', '1.', '+1', 'x', '', '33.3', '1e999');
const common = {
  name: fc.oneof({ weight: 8, arbitrary: name }, { weight: 1, arbitrary: fc.constant(undefined) }),
  form: sometimes(fc.constantFrom('f', 'g', 'none', ''), 8),
  disabled: flag(8),
  dir: sometimes(fc.constantFrom('rtl', 'ltr'), 8),
  dirname: sometimes(fc.constantFrom('a.dir', 'd'), 6),
};

const typed = (
  types: readonly string[],
  value: fc.Arbitrary<string>,
  more: Record<string, fc.Arbitrary<string | undefined>> = {},
) =>
  fc
    .record({ ...common, type: fc.constantFrom(...types), value: sometimes(value, 2), ...more })
    .map((attributes) => tag('input', attributes));

const texts = typed(['text', 'TEXT', 'search', 'tel', 'password', 'nonsense', '', 'hidden'], text);
const addresses = typed(
  ['url', 'email'],
  fc.constantFrom(' http://x.test/ ', 'a@b.test', ' a@b.test , c@d.test ', 'a\n@b.test', '', ' , '),
  { multiple: flag(2) },
);
const numbers = typed(['number'], fc.oneof(number, fc.constantFrom('1e2', '-0', '1E+3')));
const ranges = typed(['range'], number, {
  min: sometimes(number, 2),
  max: sometimes(number, 2),
  step: sometimes(fc.constantFrom('1', '2', '0.1', '3', 'any', 'x', '0', '-1'), 2),
});
const dates = typed(
  ['date', 'month', 'week', 'time', 'datetime-local'],
  fc.constantFrom(
    ...[
      '2024-02-29',
      '2023-02-29',
      '0000-01-01',
      '2026-13-01',
      '2026-11',
      '2026-00',
      '2026-W53',
      '2020-W53',
      '2026-W00',
      '12026-01-01',
    ],
    ...['08:05', '24:00', '08:05:00', '08:05:30.500', '08:05:30.1234', '8:05'],
    ...[
      '2026-11-25T08:05',
      '2026-11-25 08:05',
      '2026-11-25T08:05:00',
      '2026-11-25T08:05:30.120',
      '2026-11-25T',
    ],
  ),
);
const colors = typed(['color'], fc.constantFrom('#FF8800', '#ff8800', '#f80', 'x', '', '#ff880', ' #ff8800'));
const checks = typed(['checkbox', 'radio', 'CheckBox'], text, { checked: flag(2) });
const noDirname = { dirname: fc.constant(undefined) };
const buttons = typed(['submit', 'reset', 'button', 'image'], text, {
  ...noDirname,
  value: text,
  src: fc.constant('data:,'),
});
const files = typed(['file'], text, { multiple: flag() });
const button = fc
  .tuple(
    fc.record({
      ...common,
      ...noDirname,
      type: sometimes(fc.constantFrom('submit', 'button', 'reset', 'x'), 2),
      value: sometimes(text, 2),
    }),
    text,
  )
  .map(([attributes, content]) => `${tag('button', attributes)}${escaped(content)}</button>`);
const textarea = fc
  .tuple(fc.record(common), text)
  .map(
    ([attributes, content]) =>
      `${tag('textarea', attributes)}${content.replace(/[&<]/g, (c) => `&#${c.charCodeAt(0)};`)}</textarea>`,
  );
const option = fc
  .tuple(
    fc.record({ value: sometimes(text, 2), selected: flag(3), disabled: flag(5), label: sometimes(text, 5) }),
    fc.constantFrom('one', ' two\n words ', 'é', ''),
  )
  .map(([attributes, content]) => `${tag('option', attributes)}${content}</option>`);
const options = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: option },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.record({ disabled: flag(3), label: fc.constant('g') }), fc.array(option, { maxLength: 3 }))
        .map(([attributes, inner]) => `${tag('optgroup', attributes)}${inner.join('')}</optgroup>`),
    },
  ),
  { maxLength: 4 },
);
const select = fc
  .tuple(
    fc.record({
      ...common,
      multiple: flag(3),
      size: sometimes(fc.constantFrom('1', '3', '0', 'x', ' 2', '+2', '-1'), 3),
    }),
    options,
  )
  .map(([attributes, inner]) => `${tag('select', attributes)}${inner.join('')}</select>`);

const control = fc.oneof(
  texts,
  texts,
  addresses,
  numbers,
  ranges,
  dates,
  colors,
  checks,
  checks,
  buttons,
  files,
  button,
  textarea,
  select,
  select,
);

/** Fields, and elements around them; a form may begin and end anywhere in this. */
const { content } = fc.letrec<{ content: string; part: string }>((tie) => ({
  content: fc.array(tie('part'), { maxLength: 3 }).map((parts) => parts.join('')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 8, arbitrary: control },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.record({ disabled: flag(2) }), tie('content'), tie('content'), tie('content'))
        .map(
          ([attributes, a, b, c]) =>
            `${tag('fieldset', attributes)}<legend>${a}</legend>${b}<legend>${c}</legend></fieldset>`,
        ),
    },
    { weight: 1, arbitrary: tie('content').map((inner) => `<div dir="rtl">${inner}</div>`) },
    { weight: 1, arbitrary: tie('content').map((inner) => `<table><tr><td>${inner}</td></tr></table>`) },
    { weight: 1, arbitrary: tie('content').map((inner) => `<table>${inner}<tr><td>${inner}</table>`) },
    { weight: 1, arbitrary: tie('content').map((inner) => `<template>${inner}</template>`) },
    { weight: 1, arbitrary: tie('content').map((inner) => `<p><label>L ${inner}</p></label>`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('</form>', '<form id="g" action="/g">', '</div>', '<div>', '<b><p></b>'),
    },
  ),
}));

/**
 * A page with a form `f` that follows the grammar of the HTML standard, with some misnested elements.
 * Constructs are omitted in which Chromium differs from the standard: a `dirname` that is empty or on a
 * button, a `dir` in upper case, exponents in ranges, the value of a submit button without one, and a
 * second form after an end tag of the first in a table.
 */
export const formPage: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '<base href="/base/">'),
    content,
    fc.record({
      id: fc.constant('f'),
      action: sometimes(fc.constantFrom('/to', '/to?old=1#frag', '?q', 'rel', '', ' /sp ace ', '/é'), 1),
      method: fc.constantFrom(undefined, 'get', 'post', 'POST', 'put'),
      enctype: fc.constantFrom(undefined, undefined, 'multipart/form-data', 'text/plain', 'x'),
    }),
    content,
    content,
  )
  .map(
    ([base, before, attributes, inside, after]) =>
      `<!DOCTYPE html>${base}${before}${tag('form', attributes)}${inside}</form>${after}`,
  )
  .filter((html) => !(html.includes('id="g"') && /<table>.*<\/form>.*<\/table>/s.test(html)));
