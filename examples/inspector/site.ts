/**
 * The application that is inspected, with its middleware.
 */
import { HTTPNotFound, Response, wsgify } from 'wheatpaste';
import {
  cors,
  csrf,
  errors,
  memoryStore,
  requestId,
  securityHeaders,
  serverTiming,
  session,
  sessionOf,
  timingsOf,
  trustedProxies,
} from 'wheatpaste/middleware';
import { DEMOS, type Visits } from './demos.ts';
import { inspectRequest } from './inspection.ts';
import { type Layer, Layers } from './layers.ts';

/** The languages that the site supports. */
export const LANGUAGES = ['en', 'de', 'fr', 'ja'];

const store = memoryStore();

/** A custom middleware: chooses a language, passes it to the application, and names it in the response. */
const language = wsgify.middleware(async (request, app) => {
  const chosen = request.acceptLanguage.lookup(LANGUAGES) ?? 'en';
  const response = await request.with({ environ: { 'inspector.language': chosen } }).send(app);
  response.contentLanguage = chosen;
  response.headers.append('Vary', 'Accept-Language');
  return response;
});

const LAYERS: readonly Layer[] = [
  { name: 'requestId', make: () => requestId() },
  { name: 'serverTiming', make: () => serverTiming() },
  { name: 'trustedProxies', make: () => trustedProxies({ trust: ['loopback'] }) },
  {
    name: 'securityHeaders',
    make: () => securityHeaders({ contentSecurityPolicy: { upgradeInsecureRequests: false } }),
  },
  { name: 'errors', make: () => errors({ debug: false }) },
  {
    name: 'cors',
    make: () => cors({ origins: ['https://app.example'], methods: ['GET', 'PUT'], maxAge: 600 }),
  },
  { name: 'csrf', make: () => csrf() },
  { name: 'session', make: () => session({ store, maxAge: 3600 }) },
  { name: 'language', make: () => language },
];

/** Answers with the inspection of a request, or with the response of a demo. */
const application = wsgify(async (request) => {
  const name = /^\/demo\/([\w-]+)$/.exec(request.pathInfo)?.[1];
  if (name !== undefined) {
    const demo = DEMOS.find((candidate) => candidate.name === name);
    if (!demo) throw new HTTPNotFound('There is no such request to try.');
    return await demo.answer(request);
  }
  const visits = await sessionOf<Visits>(request);
  visits.set('count', (visits.get('count') ?? 0) + 1);
  return Response.json(await timingsOf(request).measure('inspect', () => inspectRequest(request)));
});

/** The complete site. */
export const site = new Layers(application, LAYERS);
