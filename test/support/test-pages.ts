import { Response } from '../../src/response/response.ts';
import { type MethodInit, TestApp, type TestForm, type TestResponse } from '../../src/testing.ts';

/** A page in a TestApp whose other URLs echo their requests. */
export async function openPage(html: string): Promise<TestResponse> {
  return await new TestApp(new Response(html, { contentType: 'text/html' })).get('/dir/page?old=0');
}

/** The form of a page whose only form has these contents. */
export async function openForm(contents: string): Promise<TestForm<MethodInit, TestResponse>> {
  return (await openPage(`<!DOCTYPE html><form action="/to" method="post">${contents}</form>`)).form;
}
