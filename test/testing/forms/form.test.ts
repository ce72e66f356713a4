import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wsgify } from '../../../src/handlers/wsgify.ts';
import { Response } from '../../../src/response/response.ts';
import { AppError, TestApp } from '../../../src/testing.ts';
import { openForm, openPage } from '../../support/test-pages.ts';

const FIELDS = `
  <label for="e">E-mail</label> <input type="email" id="e" name="email">
  <label>Terms <input type="checkbox" name="terms"></label>
  <input type="checkbox" name="c" value="1"> <input type="checkbox" name="c" value="2" checked>
  <label>Red <input type="radio" name="r" value="red"></label> <label>Blue <input type="radio" name="r" value="blue"></label>
  <select name="s" aria-label="Size"><option value="1">small</option><option value="2">large</option></select>
  <input name="twice" value="a"> <input name="twice" value="b">
  <input type="hidden" name="token" value="t"> <input disabled name="off" id="off">
  <button>Send</button> <button name="go" value="1" id="b">Go</button> <button name="go" value="2">Again</button>
  <button disabled name="dead">Dead</button>`;

describe('a form', () => {
  it.each([
    [
      '<form>',
      {
        action: '',
        method: 'get',
        enctype: 'application/x-www-form-urlencoded',
        id: undefined,
        name: undefined,
      },
    ],
    [
      '<form action="/x" method="POST" enctype="multipart/form-data" id="i" name="n">',
      { action: '/x', method: 'post', enctype: 'multipart/form-data', id: 'i', name: 'n' },
    ],
    ['<form method="dialog" enctype="text/plain">', { method: 'dialog', enctype: 'text/plain' }],
    ['<form method="put" enctype="x">', { method: 'get', enctype: 'application/x-www-form-urlencoded' }],
  ])("%s has HTML's attributes", async (tag, expected) => {
    const { form } = await openPage(`${tag}<input name="a"></form>`);
    expect({
      action: form.action,
      method: form.method,
      enctype: form.enctype,
      id: form.id,
      name: form.name,
    }).toMatchObject(expected);
    expect(form.element.tagName).toBe('form');
  });

  it('has its fields in order, including disabled and nameless ones, and its buttons', async () => {
    const form = await openForm(FIELDS);
    expect(form.fields.map(({ name }) => name)).toEqual([
      'email',
      'terms',
      'c',
      'c',
      'r',
      's',
      'twice',
      'twice',
      'token',
      'off',
    ]);
    expect(form.buttons.map(({ text }) => text)).toEqual(['Send', 'Go', 'Again', 'Dead']);
  });

  it('has only the fields that it owns', async () => {
    const page = await openPage(
      '<form id="a"><input name="1" form="b"></form><form id="b"></form><input name="2" form="x"><p id="x"><form id="c"><div></form><input name="3"></div><input name="4">',
    );
    expect([...page.forms].map(({ fields }) => fields.map(({ name }) => name))).toEqual([[], ['1'], ['3']]);
  });

  it('is printed with its fields', async () => {
    expect(inspect(await openForm('<input name="a" value="1">'))).toMatch(
      /^TestForm \{[\s\S]*TextField \{ name: 'a', value: '1' \}/,
    );
  });
});

describe('a field of a form', () => {
  it('is found by its name', async () => {
    const form = await openForm(FIELDS);
    expect([form.field('email').id, form.field('twice', 1).value, form.field('r').type]).toEqual([
      'e',
      'b',
      'radio',
    ]);
  });

  it.each([
    ['nothing', undefined, /no field is called "nothing"; there are "E-mail", "Terms"/],
    ['twice', undefined, /2 fields are called "twice": say which by its index/],
    ['twice', 2, /no field is called "twice" of index 2/],
  ])('is not %s at index %s', async (name, index, message) => {
    const form = await openForm(FIELDS);
    expect(() => form.field(name, index)).toThrow(AppError);
    expect(() => form.field(name, index)).toThrow(message);
  });

  it('can be filled in by its label, or otherwise its name, or otherwise its id', async () => {
    const form = await openForm(FIELDS);
    const filled = form.fill({
      'E-mail': 'a@b.test',
      Terms: true,
      Blue: true,
      Size: { text: 'large' },
      c: ['1'],
      token: 'x',
    });
    expect(filled).toBe(form);
    expect(form.entries()).toEqual([
      ['email', 'a@b.test'],
      ['terms', 'on'],
      ['c', '1'],
      ['r', 'blue'],
      ['s', '2'],
      ['twice', 'a'],
      ['twice', 'b'],
      ['token', 'x'],
    ]);
    expect(form.fill({ e: 'c@d.test' }).field('email').value).toBe('c@d.test');
  });

  it.each([
    ['nothing', 'x', /no field is called "nothing"; there are "E-mail"/],
    ['twice', 'x', /2 fields have the name "twice"/],
    ['Red', false, /a label of one takes true/],
    ['off', 'x', /the field "off" is disabled/],
    ['c', 'x', /2 fields have the name "c"/],
  ])('cannot be filled in as %s with %s', async (name, value, message) => {
    const form = await openForm(FIELDS);
    expect(() => form.fill({ [name]: value })).toThrow(AppError);
    expect(() => form.fill({ [name]: value })).toThrow(message);
  });
});

describe('a submitted form', () => {
  it('is sent with the named button', async () => {
    const form = await openForm(FIELDS);
    const ofButtons = (button: Parameters<typeof form.entries>[0]) =>
      form.entries(button).filter(([name]) => name === 'go');
    expect(ofButtons(undefined)).toEqual([]);
    expect(ofButtons('go')).toEqual([['go', '1']]);
    expect(ofButtons({ name: 'go', value: '2' })).toEqual([['go', '2']]);
    expect(ofButtons({ text: 'Again' })).toEqual([['go', '2']]);
    expect(ofButtons({ name: 'go', index: 1 })).toEqual([['go', '2']]);
  });

  it.each([
    ['none', /no submit button is "none"; there are "Send", "Go", "Again", "Dead"/],
    ['dead', /the button "Dead" is disabled/],
  ])('cannot be sent with the button %s', async (button, message) => {
    await expect((await openForm(FIELDS)).submit(button)).rejects.toThrow(AppError);
    await expect((await openForm(FIELDS)).submit(button)).rejects.toThrow(message);
  });

  it('refuses other keys for a button', async () => {
    await expect((await openForm(FIELDS)).submit({ id: 'b' } as object)).rejects.toThrow(TypeError);
  });

  it('lists the existing names if one is missing', async () => {
    await expect((await openForm('')).submit('x')).rejects.toThrow(/there are none/);
    const form = await openForm('<input name="a"><input id="b"><input>');
    expect(() => form.field('x')).toThrow(/there are "a", "b", ""/);
  });

  it.each([
    ['<form method="dialog">', /the method dialog sends nothing/],
    ['<form action="javascript:x()">', /the action "javascript:x\(\)" sends nothing/],
    ['<form action="http://[">', /the action "http:\/\/\[" sends nothing/],
    ['<form action="http://other.test/">', /"http:\/\/other.test\/" is not a URL of this application/],
  ])('%s sends no request', async (tag, message) => {
    const { form } = await openPage(tag);
    await expect(form.submit()).rejects.toThrow(AppError);
    await expect(form.submit()).rejects.toThrow(message);
  });

  it('accepts the options of a request', async () => {
    const { form } = await openPage('<form action="/x"></form>');
    expect((await form.submit(undefined, { headers: { 'X-One': '1' } })).request.headers.get('x-one')).toBe(
      '1',
    );
  });

  it('is sent as its button specifies', async () => {
    const { form } = await openPage(
      '<form action="/x" method="post" enctype="text/plain"><button name="b" formmethod="x" formenctype="x" formaction="">b</button></form>',
    );
    const { request } = await form.submit('b');
    expect([request.method, request.url]).toEqual(['GET', 'http://localhost/dir/page?b=']);
  });

  it('can be sent as plain text', async () => {
    const { form } = await openPage(
      '<form action="/x" method="post" enctype="text/plain"><textarea name="a">1\n2</textarea></form>',
    );
    const { request } = await form.submit();
    expect([request.contentType, await request.text()]).toEqual(['text/plain', 'a=1\r\n2\r\n']);
  });

  it('is read by an application with the values that were filled in', async () => {
    const app = new TestApp(
      wsgify(async (request) => {
        if (request.method === 'GET')
          return new Response(
            '<form method="post" enctype="multipart/form-data"><input name="a"><input type="file" name="f"></form>',
          );
        const form = await request.form();
        const file = form.get('f');
        return Response.json([form.get('a'), typeof file === 'string' ? file : await file?.text()]);
      }),
    );
    const { form } = await app.get('/');
    form.set('a', 'é\n');
    form.set('f', new File(['in the file'], 'f.txt'));
    expect((await form.submit()).json).toEqual(['é', 'in the file']);
  });
});

describe('form.lint', () => {
  it('accepts a usable form', async () => {
    (
      await openForm('<label>A <input name="a"></label><input type="hidden" name="h"><button>Save</button>')
    ).lint();
  });

  it('lists the faults', async () => {
    const form = await openForm(
      '<input name="a" id="i"><input id="i" aria-label="B"><button name="b"></button><input type="image" src="x" value="v" alt=""><input>',
    );
    expect(() => form.lint()).toThrow(AppError);
    expect(() => form.lint()).toThrow(
      `the form has faults: the field "a" has no label; the field "text" has no label; the field "i" has no name, and is not sent; ${''}the field "text" has no name, and is not sent; the button "b" has no text; the button "v" has no text; the id "i" is not unique; the id "i" is not unique`,
    );
  });
});
