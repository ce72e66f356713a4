import { describe, expect, it } from 'vitest';
import { Upload } from '../../../src/body/forms/upload.ts';
import { Request } from '../../../src/request/request.ts';
import type { FieldValue } from '../../../src/testing.ts';
import {
  AppError,
  CheckboxField,
  FileField,
  HiddenField,
  MultipleSelectField,
  RadioGroup,
  SelectField,
  SubmitButton,
  TextareaField,
  TextField,
} from '../../../src/testing.ts';
import { openForm } from '../../support/test-pages.ts';
import { makeTree } from '../../support/tree.ts';

async function fieldOf(html: string) {
  const form = await openForm(html);
  const [field] = form.fields;
  if (!field) throw new Error('there is no field');
  return { field, entries: () => form.entries() };
}

describe('a field', () => {
  it.each([
    ['<input>', TextField, 'text'],
    ['<input type="DATE">', TextField, 'date'],
    ['<input type="unknown">', TextField, 'text'],
    ['<input type="hidden">', HiddenField, 'hidden'],
    ['<textarea></textarea>', TextareaField, 'textarea'],
    ['<input type="checkbox">', CheckboxField, 'checkbox'],
    ['<input type="radio">', RadioGroup, 'radio'],
    ['<select></select>', SelectField, 'select'],
    ['<select multiple></select>', MultipleSelectField, 'select'],
    ['<input type="file">', FileField, 'file'],
  ])('%s is a %o', async (html, kind, type) => {
    const { field } = await fieldOf(html);
    expect(field).toBeInstanceOf(kind);
    expect([field.type, field.name, field.id, field.options.length]).toEqual([
      type,
      '',
      undefined,
      html.includes('radio') ? 1 : 0,
    ]);
  });

  it.each([
    ['<input required>', true],
    ['<input>', false],
    ['<input type="radio" name="r"><input type="radio" name="r" required>', true],
    ['<input type="radio" name="r">', false],
  ])('%s is required: %s', async (html, required) => {
    expect((await fieldOf(html)).field.required).toBe(required);
  });

  it.each([
    ['<input disabled>', true],
    ['<fieldset disabled><input></fieldset>', true],
    ['<fieldset disabled><legend><input></legend></fieldset>', false],
    ['<fieldset disabled><legend></legend><legend><input></legend></fieldset>', true],
    ['<fieldset disabled><div><legend><input></legend></div></fieldset>', true],
    ['<input type="radio" name="r" disabled><input type="radio" name="r">', false],
  ])('%s is disabled: %s', async (html, disabled) => {
    expect((await fieldOf(html)).field.disabled).toBe(disabled);
  });

  it.each([
    ['<label>A</label><input aria-label=" B\n c ">', 'B c'],
    ['<input>', undefined],
  ])('%s has the label %s', async (html, label) => {
    expect((await fieldOf(html)).field.label).toBe(label);
  });

  it.each([
    ['<input name="a">', true, /the field "a" takes a text/],
    ['<input name="a" disabled>', 'x', /the field "a" is disabled/],
    [
      '<input aria-label="A" type="date">',
      'soon',
      /the field "A" of type date cannot hold "soon"; force\(value\) sends it/,
    ],
    ['<input id="i" type="color">', 'x', /the field "i" of type color/],
    ['<input type="range">', 'x', /the field "range" of type range/],
    ['<input type="checkbox" name="a">', 'on', /takes true or false/],
    ['<input type="radio" name="a" value="1">', '2', /no radio button for "2"; there are "1"/],
    [
      '<input type="radio" name="a" disabled value="1"><input type="radio" name="a">',
      '1',
      /which is disabled/,
    ],
    [
      '<select name="a"><option value="1">one</option></select>',
      '2',
      /has no option: "2"; there are "1" \(one\)/,
    ],
    ['<select name="a"></select>', { text: 'x' }, /has no option: \{"text":"x"\}; there are none/],
    ['<select name="a"><option disabled>1</option></select>', '1', /has that option, which is disabled/],
    ['<select name="a"><option>1<option>2</select>', ['1', '2'], /takes one option/],
    ['<select name="a"><option>1</select>', [], /takes one option/],
    ['<input name="a" type="file">', 'a.txt', /takes a file: \{ filename/],
    ['<input name="a" type="file">', [new Blob([]), new Blob([])], /takes one file/],
  ])('%s does not accept %o', async (html, value, message) => {
    const { field } = await fieldOf(html);
    const set = () => {
      field.value = value as FieldValue;
    };
    expect(set).toThrow(AppError);
    expect(set).toThrow(message);
  });

  it.each(['<input>', '<select></select>', '<input type="file">'])('%s cannot be checked', async (html) => {
    const { field } = await fieldOf(html);
    expect(field.checked).toBeUndefined();
    expect(() => {
      field.checked = true;
    }).toThrow(/cannot be checked/);
  });
});

describe('a text field', () => {
  it.each([
    ['<input value="a">', 'a'],
    ['<input>', ''],
    ['<input type="number" value="x">', ''],
    ['<textarea>\n a\n</textarea>', ' a\n'],
    ['<input type="hidden" value=" a\n">', ' a\n'],
  ])("%s starts with the page's value", async (html, value) => {
    expect((await fieldOf(html)).field.value).toBe(value);
  });

  it.each([
    ['<input>', 'a\nb', 'ab'],
    ['<input>', 7, '7'],
    ['<input type="email">', ' a@b.test ', 'a@b.test'],
    ['<input type="email">', ' ', ''],
    ['<input type="number">', '', ''],
    ['<textarea></textarea>', 'a\nb', 'a\nb'],
  ])('%s is set to %o', async (html, value, held) => {
    const { field } = await fieldOf(html);
    field.value = value;
    expect(field.value).toBe(held);
  });

  it('can be forced to a value that its type excludes', async () => {
    const { field, entries } = await fieldOf('<input type="date" name="d">');
    field.force('soon');
    expect(entries()).toEqual([['d', 'soon']]);
  });
});

describe('a checkbox', () => {
  it('can be checked, and then sends its value', async () => {
    const { field, entries } = await fieldOf('<input type="checkbox" name="a" value="v" checked>');
    expect([field.checked, field.value, entries()]).toEqual([true, 'v', [['a', 'v']]]);
    field.checked = false;
    expect([field.checked, field.value, entries()]).toEqual([false, undefined, []]);
    field.force('w');
    expect([field.checked, field.value, entries()]).toEqual([true, 'w', [['a', 'w']]]);
  });
});

describe('a group of radio buttons', () => {
  const GROUP =
    '<label><input type="radio" name="r" value="1"> One</label><input type="radio" name="r" checked><input type="radio" name="R">';

  it('has the value of the chosen button', async () => {
    const { field, entries } = await fieldOf(GROUP);
    expect([field.checked, field.value]).toEqual([true, 'on']);
    field.value = '1';
    expect([field.value, entries()]).toEqual(['1', [['r', '1']]]);
    field.force('9');
    expect([field.value, entries()]).toEqual(['9', [['r', '9']]]);
    field.value = 'on';
    expect(entries()).toEqual([['r', 'on']]);
  });

  it('has an option for each button', async () => {
    expect((await fieldOf(GROUP)).field.options).toEqual([
      { value: '1', text: 'One', selected: false, disabled: false },
      { value: 'on', text: '', selected: true, disabled: false },
    ]);
  });

  it('sends nothing while none is chosen, unless a value is forced', async () => {
    const { field, entries } = await fieldOf('<input type="radio" name="r">');
    expect([field.checked, field.value, entries()]).toEqual([false, undefined, []]);
    field.force('9');
    expect(entries()).toEqual([['r', '9']]);
  });

  it('consists of one button without a name', async () => {
    expect((await openForm('<input type="radio"><input type="radio">')).fields).toHaveLength(2);
  });
});

describe('a select', () => {
  const OPTIONS =
    '<option value="1">one<option value="2" label="second">two<optgroup disabled><option>3</optgroup>';

  it('has its options', async () => {
    expect((await fieldOf(`<select>${OPTIONS}</select>`)).field.options).toEqual([
      { value: '1', text: 'one', selected: true, disabled: false },
      { value: '2', text: 'second', selected: false, disabled: false },
      { value: '3', text: '3', selected: false, disabled: true },
    ]);
  });

  it.each([['2'], [2], [['2']], [{ text: 'second' }], [{ text: 'two' }]])('is set to %o', async (value) => {
    const { field, entries } = await fieldOf(`<select name="s">${OPTIONS}</select>`);
    field.value = value;
    expect([field.value, entries()]).toEqual(['2', [['s', '2']]]);
  });

  it.each([
    ['<option>a<option selected>b<option selected>c', '', 'c'],
    ['<option disabled>a<option>b', '', 'b'],
    ['<option>a', ' size="2"', undefined],
    ['<option>a', ' size="+2x"', undefined],
    ['<option>a', ' size="x"', 'a'],
    ['<option disabled>a', '', undefined],
    ['', '', undefined],
  ])('of %s%s starts with %s', async (options, size, value) => {
    expect((await fieldOf(`<select${size}>${options}</select>`)).field.value).toBe(value);
  });

  it('can be forced to another value, until it is set', async () => {
    const { field, entries } = await fieldOf(`<select name="s">${OPTIONS}</select>`);
    field.force('9');
    expect([field.value, entries()]).toEqual(['9', [['s', '9']]]);
    field.value = '1';
    expect(field.value).toBe('1');
  });

  it('has a list if it is multiple', async () => {
    const { field, entries } = await fieldOf(`<select name="s" multiple>${OPTIONS}</select>`);
    expect(field.value).toEqual([]);
    field.value = ['2', { text: 'one' }];
    expect([field.value, entries()]).toEqual([
      ['1', '2'],
      [
        ['s', '1'],
        ['s', '2'],
      ],
    ]);
    field.value = '2';
    expect(field.value).toEqual(['2']);
    field.force(['8', '9']);
    expect(entries()).toEqual([
      ['s', '8'],
      ['s', '9'],
    ]);
  });

  it('prefers an enabled option', async () => {
    const { field, entries } = await fieldOf(
      '<select name="s"><option disabled>1<option value="x">y<option>1</select>',
    );
    field.value = '1';
    expect(entries()).toEqual([['s', '1']]);
  });
});

describe('a file field', () => {
  it('accepts a file in every form', async () => {
    using tree = makeTree({ 'a.txt': 'content' });
    const { field, entries } = await fieldOf('<input type="file" name="f">');
    expect([field.value, entries()]).toEqual([undefined, [['f', { filename: '', content: '' }]]]);
    field.value = { path: tree.at('a.txt') };
    expect(field.value).toEqual({ filename: 'a.txt', content: Buffer.from('content') });
    const given = new File(['x'], 'x.txt');
    field.value = given;
    expect(field.value).toBe(given);
    field.force('forced.txt');
    expect(entries()).toEqual([['f', { filename: 'forced.txt', content: '' }]]);
  });

  it('accepts a list if it is multiple', async () => {
    const { field, entries } = await fieldOf('<input type="file" name="f" multiple>');
    const files = [
      { filename: 'a', content: '1' },
      { filename: 'b', content: '2' },
    ];
    field.value = files;
    expect([field.value, entries()]).toEqual([files, files.map((file) => ['f', file])]);
    field.value = [];
    expect(field.value).toEqual([]);
  });

  it('sends names if the form is not multipart', async () => {
    const form = await openForm('<input type="file" name="f" multiple>');
    const sent = await Request.blank('/', {
      form: { d: new File(['x'], 'd'), e: { filename: '', content: '' } },
    }).form();
    const uploads = [...sent.values()].filter((value) => value instanceof Upload);
    form.set('f', [new File([], 'a.txt'), new Blob(['x']), { filename: 'c', content: '' }, ...uploads]);
    const { request } = await form.submit();
    expect(await request.text()).toBe('f=a.txt&f=blob&f=c&f=d&f=');
  });
});

describe('a submit button', () => {
  it.each([
    ['<button>Save <b>it</b></button>', ['Save it', 'submit', '', []]],
    ['<input type="submit">', ['Submit', 'submit', '', []]],
    ['<input type="submit" name="n" value=" Go ">', ['Go', 'submit', ' Go ', [['n', ' Go ']]]],
    [
      '<input type="image" alt="Find">',
      [
        'Find',
        'image',
        '',
        [
          ['x', '0'],
          ['y', '0'],
        ],
      ],
    ],
    [
      '<input type="image" name="i">',
      [
        'Submit',
        'image',
        '',
        [
          ['i.x', '0'],
          ['i.y', '0'],
        ],
      ],
    ],
  ])('%s has a text, a type, a value and entries', async (html, expected) => {
    const [button] = (await openForm(html)).buttons;
    expect(button).toBeInstanceOf(SubmitButton);
    expect([button?.text, button?.type, button?.value, button?.entries]).toEqual(expected);
  });

  it('has its text and its labels', async () => {
    const [button] = (await openForm('<label>L <button id="b" aria-label="A">T</button></label>')).buttons;
    expect([button?.label, button?.labels, button?.id, button?.disabled]).toEqual([
      'T',
      ['T', 'L T', 'A'],
      'b',
      false,
    ]);
  });
});

describe('the direction of a field', () => {
  it.each([
    ['<input name="a" dirname="d">', 'ltr'],
    ['<input name="a" dirname="d" dir="rtl">', 'rtl'],
    ['<div dir="rtl"><input name="a" dirname="d"></div>', 'rtl'],
    ['<div dir="rtl"><p dir="ltr"><textarea name="a" dirname="d"></textarea></div>', 'ltr'],
    ['<div dir="rtl"><input type="tel" name="a" dirname="d"></div>', 'ltr'],
    ['<input name="a" dirname="d" dir="auto" value="1 שלום">', 'rtl'],
    ['<input name="a" dirname="d" dir="auto" value="1 a שלום">', 'ltr'],
    ['<input name="a" dirname="d" dir="auto">', 'ltr'],
  ])('of %s is %s', async (html, direction) => {
    const form = await openForm(html);
    expect(form.entries().at(-1)).toEqual(['d', direction]);
  });

  it.each([
    ['<input name="a" dirname="">', [['a', '']]],
    ['<input type="number" name="a" dirname="d">', [['a', '']]],
    ['<button name="a" dirname="d"></button>', [['a', '']]],
    [
      '<input type="submit" name="a" value="v" dirname="d">',
      [
        ['a', 'v'],
        ['d', 'ltr'],
      ],
    ],
  ])('is sent by %s only if HTML requires it', async (html, entries) => {
    const form = await openForm(html);
    expect(form.entries(form.buttons.length > 0 ? 'a' : undefined)).toEqual(entries);
  });
});
