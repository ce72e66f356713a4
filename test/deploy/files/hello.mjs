export const main =
  (_globalConf, { greeting }) =>
  async (_environ, startResponse) => {
    startResponse('200 OK', [['Content-Type', 'text/plain; charset=utf-8']]);
    return [new TextEncoder().encode(greeting)];
  };
