/** Serves on descriptor 3, as a program under systemd does, and prints its address. */
import { serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';

await serve(
  wsgify(() => 'from descriptor 3'),
  { fd: 3, onListening: (url) => console.log(url) },
);
