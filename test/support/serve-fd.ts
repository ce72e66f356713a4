/** Serves at descriptor 3, as a program does that systemd starts, and says where. */
import { serve } from '../../src/gateways/node/server.ts';
import { wsgify } from '../../src/handlers/wsgify.ts';

await serve(
  wsgify(() => 'from descriptor 3'),
  { fd: 3, onListening: (url) => console.log(url) },
);
