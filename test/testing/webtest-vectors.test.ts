import { describe, expect, it } from 'vitest';
import { Request } from '../../src/request/request.ts';
import {
  AppError,
  type FieldValue,
  type MethodInit,
  TestApp,
  type TestForm,
  type TestResponse,
} from '../../src/testing.ts';
import { readAll } from '../../src/wsgi/app-iter.ts';
import type { Application } from '../../src/wsgi/contract.ts';
import { vectors } from '../support/vectors.ts';

/**
 * Cases in which WebTest differs from HTML, RFC 6265bis or the URL standard, and therefore from browsers.
 * `want` replaces WebTest's result; `{ open: true }` leaves the result to the project.
 */
interface Case<Input, Output> {
  readonly id: string;
  readonly input: Input;
  readonly output: Output;
  readonly want?: Output & { readonly open?: boolean };
  readonly html?: unknown;
}

interface Raised {
  readonly raises?: string;
}

function cases<Input, Output>(group: string): (Case<Input, Output> & { readonly wanted: Output })[] {
  return vectors<Case<Input, Output>>(`middleware/webtest-${group}`)
    .filter(({ want }) => want?.open !== true)
    .map((one) => ({ ...one, wanted: one.want ?? one.output }));
}

const textOf = (native: string) => Buffer.from(native, 'latin1').toString();

interface File {
  readonly filename: string;
  readonly content: string;
  readonly type: string | null;
}

/** The parts of a multipart body as they are written. */
function partsOf(body: string, type: string): [string, string | File][] {
  const boundary = /boundary=([^;]+)/.exec(type)?.[1];
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = '', ...rest] = part.slice(2, -2).split('\r\n\r\n');
      const content = rest.join('\r\n\r\n');
      const filename = / filename="([^"]*)"/.exec(head)?.[1];
      const partType = /content-type: *(.*)/i.exec(head)?.[1]?.trim() ?? null;
      return [
        / name="([^"]*)"/.exec(head)?.[1] ?? '',
        filename === undefined ? content : { filename, type: partType, content },
      ];
    });
}

interface Asked {
  method: string;
  target: string;
  host: string | null;
  contentType: string | null;
  pairs?: unknown;
  body?: string;
}

/** The page of a case, and the application's next request. */
async function openPage(
  html: string,
): Promise<{ page: TestResponse; asked: (Asked & { url: URL; referer: string | undefined })[] }> {
  const asked: (Asked & { url: URL; referer: string | undefined })[] = [];
  let isFirst = true;
  const app: Application = async (environ, startResponse) => {
    startResponse('200 OK', [['Content-Type', 'text/html; charset=utf-8']]);
    if (isFirst) {
      isFirst = false;
      return [Buffer.from(html)];
    }
    const url = new URL(new Request(environ).url);
    const { REQUEST_METHOD: method, CONTENT_TYPE: type = '' } = environ;
    const body = Buffer.from(await readAll(environ['wsgi.input'])).toString();
    const essence = type.split(';')[0] ?? '';
    const rest =
      method === 'GET'
        ? { target: url.pathname, contentType: null, pairs: [...url.searchParams] }
        : { target: url.pathname + url.search, contentType: essence, ...contentOf(essence, type, body) };
    const host = url.host === 'localhost' ? null : url.host;
    asked.push({ method, host, ...rest, url, referer: environ.HTTP_REFERER });
    return [];
  };
  return { page: await new TestApp(app).get('/dir/page?old=0'), asked };
}

function contentOf(essence: string, type: string, body: string): { pairs: unknown } | { body: string } {
  if (essence === 'multipart/form-data') return { pairs: partsOf(body, type) };
  return essence === 'text/plain' ? { body } : { pairs: [...new URLSearchParams(body)] };
}

type Form = TestForm<MethodInit, TestResponse>;
type Action = Readonly<Record<string, unknown>> & { readonly index?: number };

const ACTIONS: Readonly<Record<string, (form: Form, action: Action) => void>> = {
  set: (form, { set, value, index }) => form.set(String(set), value as FieldValue, index),
  check: (form, { check, index }) => {
    form.field(String(check), index).checked = true;
  },
  uncheck: (form, { uncheck, index }) => {
    form.field(String(uncheck), index).checked = false;
  },
  select: (form, { select, value, text, index }) =>
    form.select(String(select), text === undefined ? (value as FieldValue) : { text: String(text) }, index),
  selectMultiple: (form, { selectMultiple, values, texts, index }) => {
    const options = (texts as string[] | undefined)?.map((text) => ({ text }));
    form.select(String(selectMultiple), options ?? (values as string[]), index);
  },
  force: (form, { force, value, index }) =>
    form.field(String(force), index).force(value as string | string[]),
  upload: (form, { upload, files, index }) => {
    const [file, ...others] = files as { filename: string; content: string; type?: string }[];
    form.set(String(upload), others.length > 0 ? (files as File[] as never) : (file as never), index);
  },
};

describe('form submission compared with WebTest', () => {
  interface Input {
    readonly html: string;
    readonly form: number | string;
    readonly actions: readonly Action[];
    readonly submit: { readonly name?: string; readonly value?: string; readonly index?: number };
  }

  type Output = Asked & Raised & { readonly submitted?: boolean };

  it.each(cases<Input, Output>('forms'))('$id', async ({ input, wanted, html }) => {
    const { page, asked } = await openPage(input.html);
    const { name } = input.submit;
    const submitted = async () => {
      const form = page.forms[input.form];
      for (const action of input.actions) {
        const kind = Object.keys(ACTIONS).find((key) => key in action) ?? '';
        if (form) ACTIONS[kind]?.(form, action);
      }
      await form?.submit(name === undefined ? undefined : input.submit);
    };
    // A missing button is an error; WebTest submits without it.
    const isRefused = wanted.raises || wanted.submitted === false || (html === null && name !== undefined);
    if (isRefused) {
      await expect(submitted()).rejects.toThrow(AppError);
      expect(asked).toEqual([]);
    } else {
      await submitted();
      expect(asked).toMatchObject([wanted]);
    }
  });
});

describe('links compared with WebTest', () => {
  interface Input {
    readonly html: string;
    readonly click: {
      readonly description?: string;
      readonly linkid?: string;
      readonly href?: string;
      readonly index?: number;
    };
  }

  type Output = Raised & { readonly url: string; readonly host: string | null; readonly referer: string };

  /** The text of a link is its rendered text; WebTest compares its HTML. */
  const SEEN_ONLY: ReadonlySet<string> = new Set(['<b>', 'a & b', 'a &amp; b', 'spaced out', 'picture']);

  const all = cases<Input, Output>('links').filter(
    ({ input }) => !SEEN_ONLY.has(input.click.description ?? ''),
  );

  it.each(all)('$id', async ({ input, wanted }) => {
    const { page, asked } = await openPage(input.html);
    const { description, linkid, href, index } = input.click;
    const clicked = page.click({
      ...(description !== undefined && { text: new RegExp(description) }),
      ...(linkid !== undefined && { id: new RegExp(linkid) }),
      ...(href !== undefined && { href: new RegExp(href) }),
      ...(index !== undefined && { index }),
    });
    if (wanted.raises) {
      await expect(clicked).rejects.toThrow(AppError);
      expect(asked).toEqual([]);
    } else {
      await clicked;
      const got = asked.map(({ url, host, referer }) => [url.pathname + url.search, host, referer]);
      expect(got).toEqual([[wanted.url, wanted.host, `http://localhost${wanted.referer}`]]);
    }
  });
});

describe('redirects compared with WebTest', () => {
  interface Input {
    readonly do: 'follow' | 'maybeFollow';
    readonly status: string;
    readonly location: string | null;
  }

  it.each(cases<Input, string[][] & Raised>('follow'))(
    '$id: $input.status $input.location',
    async ({ input, wanted }) => {
      const asked: string[][] = [];
      const answers: Readonly<Record<string, [string, string | null]>> = {
        '/dir/start': [input.status, input.location],
        '/loop': ['302 Found', '/loop'],
        '/hop': ['302 Found', '/end'],
      };
      const app: Application = (environ, startResponse) => {
        const url = new URL(new Request(environ).url);
        asked.push([environ.REQUEST_METHOD, url.pathname + url.search]);
        const [status, location] = answers[url.pathname] ?? ['200 OK', null];
        startResponse(status, location === null ? [] : [['Location', location]]);
        return [];
      };
      const response = await new TestApp(app, { lint: false }).get('/dir/start?x=1', { status: '*' });
      const followed = input.do === 'follow' ? response.follow() : response.followAll();
      // Text that Python cannot encode is percent-encoded, as the URL standard requires.
      const encoded = ['GET', encodeURI(textOf(input.location ?? ''))];
      const expected = wanted.raises === 'UnicodeEncodeError' ? [['GET', '/dir/start?x=1'], encoded] : wanted;
      if (expected === wanted && wanted.raises) await expect(followed).rejects.toThrow(AppError);
      else {
        await followed;
        expect(asked).toEqual(expected);
      }
    },
  );
});

describe('expected statuses compared with WebTest', () => {
  interface Input {
    readonly response: string;
    readonly status: number | string | number[] | null;
    readonly expectErrors: boolean;
    readonly errors: string;
  }

  it.each(cases<Input, 'pass' | Raised>('status'))('$id: $input', async ({ input, wanted }) => {
    const app: Application = (environ, startResponse) => {
      if (input.errors !== '') environ['wsgi.errors'].write(input.errors);
      startResponse(input.response, []);
      return [];
    };
    const { expectErrors, status, response } = input;
    const asked = new TestApp(app, { lint: false }).get('/', {
      expectErrors,
      ...(status !== null && { status }),
    });
    // A named status counts, whether or not errors are expected.
    const isOther = typeof status === 'number' && !response.startsWith(String(status));
    if (wanted === 'pass' && !isOther) await asked;
    else await expect(asked).rejects.toThrow(AppError);
  });
});

describe('requests compared with WebTest', () => {
  interface Upload {
    readonly upload: [filename: string, content: string, type?: string];
  }

  type Param = string | number | null | Upload;

  interface Input {
    readonly call: string;
    readonly args: [string];
    readonly kwargs: {
      readonly params?: unknown;
      readonly headers?: Record<string, string>;
      readonly xhr?: boolean;
      readonly content_type?: string;
      readonly upload_files?: [field: string, ...file: [filename: string, content: string, type?: string]][];
      readonly method?: string;
      readonly body?: string;
    };
  }

  interface Output extends Raised {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly contentType: string | null;
    readonly headers: Record<string, string>;
    readonly body?: string | { readonly b64: string };
    readonly parts?: [string, string | File][];
  }

  const file = ([filename, content, type]: readonly [string, string, string?]) => ({
    filename,
    content,
    ...(type && { type }),
  });

  function pairsOf(params: unknown): [string, string | ReturnType<typeof file>][] {
    const pairs: [string, Param | Param[]][] = Array.isArray(params) ? params : Object.entries(params ?? {});
    return pairs.flatMap(([name, values]) =>
      [values]
        .flat()
        .map((value): [string, string | ReturnType<typeof file>] => [
          name,
          typeof value === 'object' && value !== null ? file(value.upload) : String(value),
        ]),
    );
  }

  /**
   * Cases without Python's peculiarities: None, a text body that it refuses, other charsets, JSON without a
   * value.
   */
  const all = cases<Input, Output>('requests').filter(({ input: { call, kwargs } }) => {
    const isJson = call.endsWith('_json');
    const isNone = !isJson && Object.values(kwargs.params ?? {}).includes(null);
    const isOther = kwargs.body !== undefined || /latin/.test(kwargs.content_type ?? '');
    return !isNone && !isOther && !(isJson && !('params' in kwargs));
  });

  it.each(all)('$id: $input.call $input.args $input.kwargs', async ({ input, wanted }) => {
    const { call, args, kwargs } = input;
    const isJson = call.endsWith('_json');
    const seen: Request[] = [];
    const bodies: string[] = [];
    const client = new TestApp(async (environ, startResponse) => {
      seen.push(new Request(environ));
      bodies.push(Buffer.from(await readAll(environ['wsgi.input'])).toString());
      startResponse('204 No Content', []);
      return [];
    });
    const { params, content_type: contentType, upload_files: uploads = [] } = kwargs;
    const pairs = [
      ...(typeof params === 'string' || isJson ? [] : pairsOf(params)),
      ...uploads.map(([name, ...upload]): [string, ReturnType<typeof file>] => [name, file(upload)]),
    ];
    const method = call === 'request' ? (kwargs.method ?? 'GET') : call.replace('_json', '').toUpperCase();
    const isQuery = method === 'GET' || method === 'HEAD';
    const texts = pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    let [url] = args;
    const init: MethodInit = {
      ...(kwargs.headers && { headers: kwargs.headers }),
      ...(kwargs.xhr && { xhr: true }),
      ...(contentType !== undefined && { contentType }),
    };
    if (isJson) init.json = params;
    else if (typeof params === 'string' && isQuery) url += (url.includes('?') ? '&' : '?') + params;
    else if (typeof params === 'string') {
      Object.assign(init, { text: params, contentType: contentType ?? 'application/x-www-form-urlencoded' });
    } else if (pairs.length > 0) Object.assign(init, isQuery ? { query: texts } : { form: pairs });
    await client.request(url, { ...init, method });

    const { environ } = seen[0] ?? Request.blank('/');
    const { CONTENT_TYPE: type, REQUEST_METHOD, PATH_INFO, QUERY_STRING = '' } = environ;
    const headers = Object.entries(environ).filter(
      ([key, value]) => /^HTTP_(?!HOST$)/.test(key) && value !== undefined,
    );
    const path = wanted.raises ? Buffer.from(args[0]).toString('latin1') : wanted.path;
    expect([REQUEST_METHOD, PATH_INFO]).toEqual([method, path]);
    if (wanted.raises) return;
    expect(QUERY_STRING).toBe(wanted.query.replace(/[^!-~]+/g, encodeURIComponent));
    expect(type?.replace(/boundary=.*/, 'boundary=...') ?? null).toBe(wanted.contentType);
    expect(Object.fromEntries(headers)).toEqual(wanted.headers);
    const [body = ''] = bodies;
    if (wanted.parts) {
      const typed = partsOf(body, type ?? '').map(([name, value]) => [name, value]);
      const untyped = (parts: unknown) =>
        JSON.parse(JSON.stringify(parts).replace(/"type":"[^"]*"/g, '"type":""'));
      expect(untyped(typed)).toEqual(untyped(wanted.parts));
    } else if (isJson) expect(JSON.parse(body)).toEqual(params);
    else {
      const text =
        typeof wanted.body === 'object' ? Buffer.from(wanted.body.b64, 'base64').toString() : wanted.body;
      expect([body, environ.CONTENT_LENGTH ?? '0']).toEqual([text, String(Buffer.byteLength(text ?? ''))]);
    }
  });
});

describe('text searches compared with WebTest', () => {
  interface Input {
    readonly body: string;
    readonly contentType: string;
    readonly text: string;
  }

  it.each(cases<Input, { contains: boolean; normalBody: string }>('contains'))(
    '$id: $input',
    async ({ input, wanted }) => {
      const app: Application = (_environ, startResponse) => {
        startResponse('200 OK', [['Content-Type', input.contentType]]);
        return [Buffer.from(input.body)];
      };
      const response = await new TestApp(app).get('/');
      expect({ contains: response.includes(input.text), normalBody: response.normalText }).toEqual(wanted);
    },
  );
});

describe('cookies compared with WebTest', () => {
  interface Step {
    readonly get?: string;
    readonly setCookie?: string[];
    readonly set?: [name: string, value: string];
    readonly reset?: boolean;
  }

  interface Input {
    readonly host: string | null;
    readonly steps: readonly Step[];
  }

  it.each(cases<Input, { sent: unknown[]; cookies: object }>('cookies'))(
    '$id: $input',
    async ({ input, wanted }) => {
      const sent: unknown[] = [];
      let setCookie: string[] = [];
      const app: Application = (environ, startResponse) => {
        sent.push(environ.HTTP_COOKIE ?? null);
        startResponse(
          '204 No Content',
          setCookie.map((value) => ['Set-Cookie', value]),
        );
        return [];
      };
      const baseUrl = `http://${input.host ?? 'localhost'}`;
      const client = new TestApp(app, { baseUrl, lint: false });
      for (const step of input.steps) {
        if (step.set) client.cookies.set(...step.set);
        else if (step.get === undefined) client.reset();
        else {
          setCookie = step.setCookie ?? [];
          await client.get(step.get);
        }
      }
      expect({ sent, cookies: Object.fromEntries(client.cookies.entries()) }).toEqual(wanted);
    },
  );
});
